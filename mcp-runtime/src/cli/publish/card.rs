//! What is said of a server to those who may want it: its names and texts, its package, its tools and prompts.

use crate::author::table::{Part, Server};
use crate::cli::command::first_sentence;
use crate::cli::publish::flags;
use crate::outcome::error::Error;
use crate::protocol::lifecycle::Info;

/// A tool or a prompt.
pub(super) struct Offered {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// The names of its arguments.
    pub(super) args: Vec<&'static str>,
}

pub(in crate::cli) struct Card {
    pub(super) info: Info,
    pub(super) tools: Vec<Offered>,
    pub(super) prompts: Vec<Offered>,
}

impl Card {
    /// That of a server, which need not be made for it.
    pub(in crate::cli) fn of<S: Server>() -> Self {
        let mut card = Self { info: S::TABLE.info, tools: Vec::new(), prompts: Vec::new() };
        for marked in S::TABLE.all() {
            let args = marked.args.iter().filter(|field| field.kind.is_argument()).map(|field| field.name);
            let offered = Offered { name: marked.name, about: marked.doc.trim(), args: args.collect() };
            match marked.part {
                Part::Tool(_) => card.tools.push(offered),
                Part::Prompt => card.prompts.push(offered),
                Part::Resource(_) | Part::Lister => {}
            }
        }
        card
    }

    /// The one where no server is known.
    pub(in crate::cli) fn none() -> Self {
        Self { info: Info::new("", ""), tools: Vec::new(), prompts: Vec::new() }
    }

    /// What the server is, in a sentence or two.
    pub(super) fn description(&self, asked: &clap::ArgMatches) -> Result<String, Error> {
        let info = &self.info;
        let instructions = first_sentence(info.instructions);
        let known = [info.description, &instructions, info.package.description];
        let given = flags::text(asked, "description")?;
        given.or_else(|| known.into_iter().find(|text| !text.is_empty()).map(str::to_owned)).ok_or_else(|| {
            Error::usage(
                "nothing says what the server is: write `--description TEXT`, or a doc comment on the server",
            )
        })
    }

    /// What people call the server.
    pub(super) fn title(&self, asked: &clap::ArgMatches) -> Result<Option<String>, Error> {
        let own = Some(self.info.title.to_owned()).filter(|title| !title.is_empty());
        Ok(flags::text(asked, "title")?.or(own))
    }

    /// Where people read about the server.
    pub(super) fn website(&self) -> Option<&'static str> {
        let known = [self.info.website_url, self.info.package.homepage];
        known.into_iter().find(|url| flags::is_url(url))
    }
}
