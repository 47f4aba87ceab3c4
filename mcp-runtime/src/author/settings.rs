//! What the keys of a mark set that only one kind of function has.

use crate::author::table::{Marked, Part, ResourcePart, ToolPart};
use crate::outcome::content::Role;

/// The macro gives to each kind only the keys that it has.
impl<S> Marked<S> {
    const fn part_of_tool(&mut self) -> &mut ToolPart {
        match &mut self.part {
            Part::Tool(tool) => tool,
            _ => panic!("only a tool has this"),
        }
    }

    const fn part_of_resource(&mut self) -> &mut ResourcePart {
        match &mut self.part {
            Part::Resource(resource) => resource,
            _ => panic!("only a resource has this"),
        }
    }

    /// Sets the MIME type of the contents.
    pub const fn mime(mut self, mime: &'static str) -> Self {
        self.part_of_resource().mime = mime;
        self
    }

    /// Sets the size of the contents, in bytes.
    pub const fn size(mut self, bytes: u64) -> Self {
        self.part_of_resource().facts.size = Some(bytes);
        self
    }

    /// Says for whom it is.
    pub const fn audience(mut self, user: bool, assistant: bool) -> Self {
        self.part_of_resource().facts.audience = match (user, assistant) {
            (true, true) => &[Role::User, Role::Assistant],
            (true, false) => &[Role::User],
            (false, true) => &[Role::Assistant],
            (false, false) => &[],
        };
        self
    }

    /// Says how important it is.
    pub const fn priority(mut self, priority: f64) -> Self {
        self.part_of_resource().facts.priority = Some(priority);
        self
    }

    /// Says when it was changed last.
    pub const fn last_modified(mut self, moment: &'static str) -> Self {
        self.part_of_resource().facts.last_modified = moment;
        self
    }

    /// Says for how long the contents may be kept.
    pub const fn ttl_ms(mut self, millis: u64) -> Self {
        self.part_of_resource().cache.ttl_ms = millis;
        self
    }

    /// Says whether the contents are the same for everybody.
    pub const fn public(mut self, yes: bool) -> Self {
        self.part_of_resource().cache.is_public = yes;
        self
    }

    /// Declares whether the tool changes nothing.
    pub const fn read_only(mut self, yes: bool) -> Self {
        self.part_of_tool().hints.read_only = Some(yes);
        self
    }

    /// Declares whether a change may destroy something.
    pub const fn destructive(mut self, yes: bool) -> Self {
        self.part_of_tool().hints.destructive = Some(yes);
        self
    }

    /// Declares whether a second equal call changes nothing more.
    pub const fn idempotent(mut self, yes: bool) -> Self {
        self.part_of_tool().hints.idempotent = Some(yes);
        self
    }

    /// Declares whether the tool reaches beyond the server.
    pub const fn open_world(mut self, yes: bool) -> Self {
        self.part_of_tool().hints.open_world = Some(yes);
        self
    }

    /// Sends this JSON text as the input schema, as it is.
    pub const fn raw_schema(mut self, json: &'static str) -> Self {
        self.part_of_tool().raw_schema = json;
        self
    }

    /// Takes no argument of another JSON type than the declared one.
    pub const fn strict(mut self, yes: bool) -> Self {
        self.part_of_tool().strict = yes;
        self
    }
}
