//! Who sees what of a list.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::*;
use crate::protocol::caller::{Outlet, Principal, Sender, Via};
use crate::protocol::lifecycle::Agreed;
use crate::rpc::message::Meta;
use crate::rpc::outbox::Outbox;
use crate::rpc::questions::Book;

/// An entry that counts how often it was rendered.
struct Thing {
    name: Arc<str>,
    condition: Option<Condition>,
    rendered: Rendered,
    times: AtomicUsize,
}

impl std::fmt::Debug for Thing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Thing").field(&self.name).finish()
    }
}

impl Listed for Thing {
    const MEMBER: &'static str = "things";

    fn name(&self) -> &Arc<str> {
        &self.name
    }

    fn entry(&self, revision: Revision) -> &str {
        self.rendered.get(revision, || {
            self.times.fetch_add(1, Ordering::Relaxed);
            json!({ "name": &*self.name })
        })
    }

    fn condition(&self) -> Option<&Condition> {
        self.condition.as_ref()
    }
}

/// Seen by who is named; by everybody without a name.
fn thing(name: &str, seen_by: Option<&'static str>) -> Item<Thing> {
    let condition = seen_by.map(|seen_by| {
        let condition = move |caller: &Caller<'_>| {
            caller.via.sender.principal.is_some_and(|principal| &*principal.0 == seen_by)
        };
        Box::new(condition) as Condition
    });
    let thing =
        Thing { name: name.into(), condition, rendered: Rendered::default(), times: AtomicUsize::new(0) };
    Item { spec: Arc::new(thing), shown: true }
}

/// What somebody is told.
fn page(
    list: &List<Thing>,
    who: Option<&str>,
    cursor: Option<&str>,
    size: Option<usize>,
) -> Result<Arc<str>, RpcError> {
    let (outbox, level, meta) = (Arc::<Outbox>::default(), Arc::default(), Meta::default());
    let principal = who.map(|name| Principal(name.into()));
    let sender = Sender { principal: principal.as_ref(), carrier: None };
    let questions = Book::new(1);
    let via = Via { outlet: Outlet::Shared(&outbox), sender };
    let agreed = Agreed::assumed(Revision::NEWEST_LEGACY);
    list.page(&Caller::settled(&agreed, &level, (&questions, &outbox), &meta, &via), cursor, size)
}

/// M-RES-10, L-RES-10
#[test]
fn everybody_sees_what_is_for_them() {
    let list =
        List::new(vec![thing("a", None), thing("b", Some("ann")), thing("c", Some("bob"))]).expect("a list");
    let told = |who| page(&list, who, None, None).expect("a page");
    assert_eq!(&*told(None), r#""things":[{"name":"a"}]"#);
    assert_eq!(&*told(Some("ann")), r#""things":[{"name":"a"},{"name":"b"}]"#);
    assert_eq!(&*told(Some("bob")), r#""things":[{"name":"a"},{"name":"c"}]"#);
    // Those who see the same share what is rendered.
    assert!(Arc::ptr_eq(&told(Some("eve")), &told(None)));
    let sizes = list.all().map(|thing| thing.times.load(Ordering::Relaxed)).collect::<Vec<_>>();
    assert_eq!(sizes, [1, 1, 1]);
    assert_eq!(list.sets.lock().expect("no panic").len(), 3);
}

/// M-PAGE-01, L-PAGE-02
#[test]
fn pages_go_on_where_they_ended_for_who_reads_them() {
    let items = vec![thing("a", None), thing("b", Some("ann")), thing("c \"d\"", None), thing("e", None)];
    let list = List::new(items).expect("a list");
    let told = |who, cursor| page(&list, who, cursor, Some(2)).expect("a page");
    assert_eq!(
        &*told(None, None),
        r#""things":[{"name":"a"},{"name":"c \"d\""}],"nextCursor":"after:c \"d\"""#
    );
    assert_eq!(&*told(None, Some("after:c \"d\"")), r#""things":[{"name":"e"}]"#);
    assert_eq!(&*told(Some("ann"), None), r#""things":[{"name":"a"},{"name":"b"}],"nextCursor":"after:b""#);
    // A cursor stays right when what it names is not seen any more.
    assert_eq!(&*told(None, Some("after:b")), r#""things":[{"name":"c \"d\""},{"name":"e"}]"#);
    assert!(page(&list, None, Some("x"), None).is_err());
}

#[test]
fn the_sets_that_are_kept_are_bounded_and_names_are_unique() {
    const NAMES: [&str; 7] = ["1", "2", "3", "4", "5", "6", "7"];
    let items = NAMES.map(|name| {
        let bit: u32 = name.parse().expect("a number");
        let sees: Condition = Box::new(move |caller: &Caller<'_>| {
            let set: u32 = caller.via.sender.principal.and_then(|who| who.0.parse().ok()).unwrap_or(0);
            set >> bit & 1 == 1
        });
        let mut item = thing(name, None);
        Arc::get_mut(&mut item.spec).expect("nobody else has it").condition = Some(sees);
        item
    });
    let list = List::new(items.into()).expect("a list");
    for set in 0..256 {
        page(&list, Some(&set.to_string()), None, None).expect("a page");
    }
    assert_eq!(list.sets.lock().expect("no panic").len(), MOST_SETS);
    assert_eq!(List::new(vec![thing("a", None), thing("a", None)]).err().as_deref(), Some("a"));
}
