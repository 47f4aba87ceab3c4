//! A home of its own, with a program in it and a folder of a project.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A home. It is emptied before, and stays after, to be looked at.
pub(crate) struct Home {
    folder: PathBuf,
}

/// What a program prints and says, and its exit code.
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
    line: String,
}

impl Ran {
    #[track_caller]
    pub(crate) fn ends_well(&self) {
        assert_eq!(self.code, Some(0), "`{}`: {}{}", self.line, self.stdout, self.stderr);
    }

    /// It ends with a code, and says what contains these words.
    #[track_caller]
    pub(crate) fn ends(&self, code: i32, words: &str) {
        assert_eq!(self.code, Some(code), "`{}`: {}{}", self.line, self.stdout, self.stderr);
        assert!(self.stderr.contains(words), "`{}` says: {}", self.line, self.stderr);
    }
}

impl Home {
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("install").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("project")).expect("a folder");
        fs::create_dir_all(folder.join("bin")).expect("a folder");
        let home = Self { folder };
        home.copy(env!("CARGO_BIN_EXE_testbed"), "notes");
        home
    }

    /// Puts a program into this home, where no build is.
    pub(crate) fn copy(&self, program: &str, name: &str) {
        fs::hard_link(program, self.folder.join("bin").join(name)).expect("a program");
    }

    /// The program with words for its arguments, in the folder of the project, with no variable but HOME.
    pub(crate) fn command(&self, program: &str, line: &str) -> Command {
        let mut command = Command::new(self.folder.join("bin").join(program));
        command.args(line.split(' ').filter(|word| !word.is_empty()));
        command.env_clear().env("HOME", &self.folder).current_dir(self.folder.join("project"));
        command.stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, line: &str) -> Ran {
        ran(&mut self.command("notes", line), line)
    }

    /// A text with the folders of this home in the place of their words.
    pub(crate) fn filled(&self, text: &str) -> String {
        let home = self.folder.display().to_string();
        text.replace("{program}", &format!("{home}/bin/notes"))
            .replace("{here}", &format!("{home}/project"))
            .replace("{home}", &home)
    }

    /// The other way round.
    pub(crate) fn emptied(&self, text: &str) -> String {
        let home = self.folder.display().to_string();
        text.replace(&format!("{home}/bin/notes"), "{program}")
            .replace(&format!("{home}/project"), "{here}")
            .replace(&home, "{home}")
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.filled(path).into()
    }

    /// A file of this home, and what it has.
    pub(crate) fn put(&self, path: &str, text: &str) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, self.filled(text)).expect("a file");
        path
    }

    pub(crate) fn beside(path: &Path, more: &str) -> PathBuf {
        let name = path.file_name().expect("a name").to_string_lossy();
        path.with_file_name(format!("{name}{more}"))
    }
}

pub(crate) fn ran(command: &mut Command, line: &str) -> Ran {
    let output = command.output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran {
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
        code: output.status.code(),
        line: line.to_owned(),
    }
}
