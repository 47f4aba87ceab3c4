//! What a server offers at one moment: made from the constant table when it is built, and replaced as a whole when it changes.

use std::sync::Arc;

use crate::app::lists::{Item, List, Listed};
use crate::app::specs::{PromptSpec, Specs, ToolSpec};
use crate::outcome::error::Error;
use crate::protocol::lifecycle::Offer;
use crate::protocol::methods::Feature;
use crate::protocol::topic::Topic;

/// All that there is to be listed and called.
#[derive(Debug, Clone)]
pub(crate) struct Catalog {
    pub(crate) tools: Arc<List<ToolSpec>>,
    pub(crate) prompts: Arc<List<PromptSpec>>,
    /// Something can log, or change what is there: only what takes a `Context` can.
    speaks: bool,
}

impl Catalog {
    pub(crate) fn new(specs: Specs) -> Result<Self, Error> {
        let Specs { tools, prompts } = specs;
        let handlers = tools.iter().map(|tool| &tool.spec.handler);
        let mut handlers = handlers.chain(prompts.iter().map(|prompt| &prompt.spec.handler));
        let speaks = handlers.any(|handler| handler.takes_context());
        Ok(Self { tools: list(tools)?, prompts: list(prompts)?, speaks })
    }

    /// Shows or hides an entry; says whether that changed something. `None` when there is no entry of this name.
    pub(crate) fn show(&mut self, topic: &Topic, name: &str, shown: bool) -> Option<bool> {
        match topic {
            Topic::Tools => show(&mut self.tools, name, shown),
            Topic::Prompts => show(&mut self.prompts, name, shown),
            Topic::Resources | Topic::Resource(_) => None,
        }
    }

    /// Whether the server declares it, so that the methods that belong to it are there.
    pub(crate) fn has(&self, feature: Feature) -> bool {
        match feature {
            Feature::Core => true,
            Feature::Tools => !self.tools.is_empty(),
            Feature::Prompts => !self.prompts.is_empty(),
            Feature::Logging => self.speaks,
        }
    }

    /// Whether it may change while the server runs.
    pub(crate) fn changes(&self, topic: &Topic) -> bool {
        let there = match topic {
            Topic::Tools => !self.tools.is_empty(),
            Topic::Prompts => !self.prompts.is_empty(),
            Topic::Resources | Topic::Resource(_) => false,
        };
        there && self.speaks
    }

    /// What `initialize` and `server/discover` say that there is.
    pub(crate) fn offer(&self) -> Offer {
        let offered = |topic| self.changes(&topic);
        Offer {
            logging: self.speaks,
            tools: (!self.tools.is_empty()).then(|| offered(Topic::Tools)),
            prompts: (!self.prompts.is_empty()).then(|| offered(Topic::Prompts)),
        }
    }
}

fn list<T: Listed>(items: Vec<Item<T>>) -> Result<Arc<List<T>>, Error> {
    List::new(items)
        .map(Arc::new)
        .map_err(|name| Error::new(format!("two {} of this server are named `{name}`", T::MEMBER)))
}

/// Shows or hides an entry; says whether that changed something.
fn show<T: Listed>(list: &mut Arc<List<T>>, name: &str, shown: bool) -> Option<bool> {
    let at = list.position(name)?;
    let mut items = list.items().to_vec();
    let changed = std::mem::replace(&mut items[at].shown, shown) != shown;
    if let (true, Ok(new)) = (changed, List::new(items)) {
        *list = Arc::new(new);
    }
    Some(changed)
}
