//! What a call, and its span, can see of the HTTP request that it came in.

use sha2::{Digest as _, Sha256};

use crate::protocol::caller::Carrier;
use crate::protocol::extensions::Extensions;
use crate::transport::http::Head;

/// The session of a request, as far as somebody may ask for it.
#[derive(Clone, Copy)]
pub(crate) enum Belongs<'a> {
    /// To none.
    Nowhere,
    /// To that of this id.
    To(&'a [u8]),
    /// To one that is known by its mark.
    Marked(u64),
}

/// A request, and its session.
pub(crate) struct Carried<'a> {
    head: &'a Head,
    session: Belongs<'a>,
}

impl Head {
    pub(crate) fn carrier<'a>(&'a self, session: Belongs<'a>) -> Carried<'a> {
        Carried { head: self, session }
    }
}

impl Carrier for Carried<'_> {
    fn attached(&self) -> Extensions {
        self.head.attach()
    }

    fn header(&self, name: &str) -> Option<String> {
        let mut values = self.head.headers.get_all(name).iter();
        let mut all = values.next()?.to_str().ok()?.to_owned();
        for value in values {
            all.push(',');
            all.push_str(value.to_str().ok()?);
        }
        Some(all)
    }

    fn session(&self) -> Option<String> {
        let mark = match self.session {
            Belongs::Nowhere => return None,
            Belongs::To(id) => mark(id),
            Belongs::Marked(mark) => mark,
        };
        Some(format!("{mark:016x}"))
    }
}

/// What tells a session from others. Who knows its id is let in, so spans and logs get the start of a hash, from which nobody finds
/// the id: that is random.
pub(crate) fn mark(id: &[u8]) -> u64 {
    let hash = Sha256::digest(id);
    hash.iter().take(8).fold(0, |mark, byte| mark << 8 | u64::from(*byte))
}
