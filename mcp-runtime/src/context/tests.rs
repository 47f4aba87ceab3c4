//! A context without a client.

use super::*;
use crate::app::App;
use crate::author::table::{Server, Table};
use crate::protocol::caller::{Outlet, Sender, Via};
use crate::protocol::lifecycle::{Agreed, Info};
use crate::rpc::message::Meta;
use crate::rpc::questions::Book;

impl Context {
    /// Of a call of a server without tools, which asked for progress.
    pub(crate) fn alone(outbox: &Arc<Outbox>) -> Self {
        struct Nothing;
        impl Server for Nothing {
            const TABLE: &'static Table<Self> =
                &Table { info: Info::new("nothing", "0"), marked: &[], included: &[] };
        }
        let app = App::new(Nothing, crate::Options::default()).expect("a server");
        let meta = Meta::default();
        let (level, agreed) = (Arc::default(), Agreed::assumed(Revision::NEWEST_LEGACY));
        let questions = Book::new(1);
        let via = Via { outlet: Outlet::Shared(outbox), sender: Sender::default() };
        let origin = Origin {
            identity: &Arc::new(Identity::new("1")),
            caller: &Caller::settled(&agreed, &level, (&questions, outbox), &meta, &via),
            progress_token: Some("1"),
            held: &|| Arc::new(crate::author::states::States::default()),
            house: &|| Arc::clone(&app) as Arc<dyn House>,
            answer_deadline: app.options.answer_deadline,
            #[cfg(feature = "ask")]
            rounds: &|| None,
            attached: OnceCell::new(),
            made: OnceCell::new(),
        };
        origin.context()
    }

    /// Whether somebody measures progress, or queues what was measured.
    pub(crate) fn is_measuring(&self) -> bool {
        self.0.progress.as_ref().is_some_and(|meter| meter.try_lock().is_err())
    }
}
