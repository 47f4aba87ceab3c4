//! What a server offers at one moment: made from the constant table when it is built, and replaced as a whole when it changes.

use std::sync::Arc;

use crate::app::lists::{Item, List, Listed};
use crate::app::maker;
use crate::app::specs::{PromptSpec, ResourceSpec, Specs, TemplateSpec, ToolSpec};
use crate::author::handler::Handler;
use crate::outcome::error::Error;
use crate::protocol::caller::Caller;
use crate::protocol::lifecycle::Offer;
use crate::protocol::methods::Feature;
use crate::protocol::topic::Topic;
use crate::schema::resources::{Address, Found, Index, NotFound};
use crate::schema::template::Miss;

/// All that there is to be listed and called.
#[derive(Debug, Clone)]
pub(crate) struct Catalog {
    pub(crate) tools: Arc<List<ToolSpec>>,
    pub(crate) prompts: Arc<List<PromptSpec>>,
    pub(crate) resources: Arc<List<ResourceSpec>>,
    pub(crate) templates: Arc<List<TemplateSpec>>,
    /// What lists resources that are not in the table.
    pub(crate) listing: Option<Arc<Handler>>,
    /// Finds the resources first, then the templates.
    addresses: Arc<Index>,
    /// An argument of something can be completed.
    completes: bool,
    /// Something can log: only what takes a `Context` can.
    speaks: bool,
    /// Something can change what is there: also a handle can.
    tells: bool,
}

/// What a URI is of.
pub(crate) struct Resource<'a> {
    pub(crate) handler: &'a Arc<Handler>,
    pub(crate) address: Address,
    pub(crate) found: Found,
}

impl Catalog {
    /// `handled` when something outside of calls can change what is there.
    pub(crate) fn new(specs: Specs, handled: bool) -> Result<Self, Error> {
        let Specs { tools, prompts, resources, templates, listers } = specs;
        let addresses = resources.iter().map(|item| item.spec.address);
        let addresses = addresses.chain(templates.iter().map(|item| item.spec.address)).enumerate();
        let addresses = Arc::new(Index::new(addresses));
        let handlers = tools.iter().map(|tool| &tool.spec.handler);
        let handlers = handlers.chain(prompts.iter().map(|prompt| &prompt.spec.handler));
        let handlers = handlers.chain(resources.iter().map(|resource| &resource.spec.handler));
        let handlers = handlers.chain(templates.iter().map(|template| &template.spec.handler));
        let speaks = handlers.chain(&listers).any(|handler| handler.takes_context());
        let listing = maker::listing(listers);
        let prompted = prompts.iter().map(|prompt| &prompt.spec.handler);
        let completes = prompted
            .chain(templates.iter().map(|template| &template.spec.handler))
            .any(|handler| handler.arguments().any(|field| field.suggests.anything()));
        Ok(Self {
            tools: list(tools)?,
            prompts: list(prompts)?,
            resources: list(resources)?,
            templates: list(templates)?,
            listing,
            addresses,
            completes,
            speaks,
            tells: speaks || handled,
        })
    }

    /// The same, which may change in any way: another build of the program can take its place.
    #[cfg(all(feature = "dev", unix))]
    pub(crate) fn unsettled(&self) -> Self {
        Self { tells: true, ..self.clone() }
    }

    /// The lists that may change.
    #[cfg(all(feature = "dev", unix))]
    pub(crate) fn changing(&self) -> Vec<Topic> {
        [Topic::Tools, Topic::Prompts, Topic::Resources]
            .into_iter()
            .filter(|topic| self.changes(topic))
            .collect()
    }

    /// Shows or hides an entry; says whether that changed something. `None` when there is no entry of this name.
    pub(crate) fn show(&mut self, topic: &Topic, name: &str, shown: bool) -> Option<bool> {
        match topic {
            Topic::Tools => show(&mut self.tools, name, shown),
            Topic::Prompts => show(&mut self.prompts, name, shown),
            Topic::Resources => {
                show(&mut self.resources, name, shown).or_else(|| show(&mut self.templates, name, shown))
            }
            Topic::Resource(_) => None,
        }
    }

    /// What a URI is of, if this caller sees it.
    pub(crate) fn resource(&self, uri: &str, caller: &Caller<'_>) -> Result<Resource<'_>, NotFound> {
        let found = self.addresses.find(uri)?;
        let (resources, templates) = (self.resources.items(), self.templates.items());
        let seen = if let Some(item) = resources.get(found.id) {
            item.is_for(caller).then_some((&item.spec.handler, item.spec.address))
        } else {
            let item = &templates[found.id - resources.len()];
            item.is_for(caller).then_some((&item.spec.handler, item.spec.address))
        };
        let (handler, address) = seen.ok_or(NotFound::Miss(Miss::Other))?;
        Ok(Resource { handler, address, found })
    }

    fn has_resources(&self) -> bool {
        !(self.resources.is_empty() && self.templates.is_empty() && self.listing.is_none())
    }

    /// Whether the server declares it, so that the methods that belong to it are there.
    pub(crate) fn has(&self, feature: Feature) -> bool {
        match feature {
            Feature::Core => true,
            Feature::Tools => !self.tools.is_empty(),
            Feature::Prompts => !self.prompts.is_empty(),
            Feature::Resources => self.has_resources(),
            Feature::Subscriptions => self.has_resources() && self.tells,
            Feature::Completions => self.completes,
            Feature::Logging => self.speaks,
        }
    }

    /// Whether it may change while the server runs.
    pub(crate) fn changes(&self, topic: &Topic) -> bool {
        let there = match topic {
            Topic::Tools => !self.tools.is_empty(),
            Topic::Prompts => !self.prompts.is_empty(),
            Topic::Resources | Topic::Resource(_) => self.has_resources(),
        };
        there && self.tells
    }

    /// What `initialize` and `server/discover` say that there is.
    pub(crate) fn offer(&self) -> Offer {
        let offered = |topic| self.changes(&topic);
        Offer {
            logging: self.speaks,
            completions: self.completes,
            tools: (!self.tools.is_empty()).then(|| offered(Topic::Tools)),
            prompts: (!self.prompts.is_empty()).then(|| offered(Topic::Prompts)),
            resources: self.has_resources().then(|| offered(Topic::Resources)),
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
