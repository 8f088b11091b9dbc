//! The reasons why a spec cannot be loaded for a comparison.

use std::{fmt, io};

use iotpay_gen::InvalidSpec;

/// The reason why one side of a comparison cannot be loaded.
#[derive(Debug)]
pub enum LoadError {
    /// The spec is invalid.
    Invalid {
        /// `older` or `newer`.
        side: &'static str,
        /// The argument of the command.
        argument: String,
        /// The diagnostics.
        spec: InvalidSpec,
    },
    /// The folder cannot be read.
    Folder(io::Error),
    /// The revision cannot be read.
    Revision(RevisionError),
    /// The file cannot be read.
    File {
        /// The argument of the command.
        argument: String,
        /// The reason.
        error: io::Error,
    },
    /// The file is not UTF-8.
    NotUtf8 {
        /// The argument of the command.
        argument: String,
    },
    /// Several files of the embedded spec have the name of the file.
    AmbiguousName {
        /// The argument of the command.
        argument: String,
    },
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { side, argument, .. } => write!(f, "the {side} spec, `{argument}`, is invalid"),
            Self::Folder(error) => error.fmt(f),
            Self::Revision(error) => error.fmt(f),
            Self::File { argument, error } => write!(f, "{argument}: {error}"),
            Self::NotUtf8 { argument } => write!(f, "{argument}: this file is not UTF-8"),
            Self::AmbiguousName { argument } => {
                write!(f, "{argument}: several files of the embedded spec have this name; compare folders instead")
            }
        }
    }
}

// `Display` includes the inner errors, so there is no source that would repeat them.
impl std::error::Error for LoadError {}

impl From<RevisionError> for LoadError {
    fn from(error: RevisionError) -> Self {
        Self::Revision(error)
    }
}

/// The reason why no spec can be read from a git revision.
#[derive(Debug)]
pub enum RevisionError {
    /// git would read the name as an option.
    LeadingHyphen {
        /// The argument of the command.
        revision: String,
    },
    /// There is no such folder or revision.
    NotFound {
        /// The argument of the command.
        revision: String,
        /// The likely cause.
        cause: NotFoundCause,
    },
    /// The revision has no spec files.
    NoFiles {
        /// The argument of the command.
        revision: String,
        /// The folder in the revision.
        folder: String,
    },
    /// A file has the extension `.yml`.
    WrongExtension {
        /// The file.
        file: String,
    },
    /// A file is not UTF-8.
    NotUtf8 {
        /// The file.
        file: String,
    },
    /// git cannot read a file.
    Git {
        /// The file.
        file: String,
        /// The reason.
        error: GitError,
    },
}

impl fmt::Display for RevisionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LeadingHyphen { revision } => {
                write!(f, "`{revision}`: the name of a folder or revision cannot begin with `-`")
            }
            Self::NotFound { revision, cause } => write!(f, "`{revision}`: no such folder, and {cause}"),
            Self::NoFiles { revision, folder } => {
                write!(f, "`{revision}`: no .yaml file in `{folder}/` of this revision")
            }
            Self::WrongExtension { file } => write!(f, "{file}: expected the extension .yaml"),
            Self::NotUtf8 { file } => write!(f, "{file}: this file is not UTF-8"),
            Self::Git { file, error } => write!(f, "{file}: {error}"),
        }
    }
}

impl std::error::Error for RevisionError {}

/// The likely cause of a missing revision.
#[derive(Debug)]
pub enum NotFoundCause {
    /// git cannot be used here.
    NoRepository {
        /// The folder in the revision.
        folder: String,
        /// The reason.
        error: GitError,
    },
    /// The commit exists, but does not have the folder.
    NoFolder {
        /// The commit.
        commit: String,
        /// The folder.
        folder: String,
    },
    /// The clone is shallow.
    ShallowClone,
    /// The repository has no remote to fetch from.
    NoRemote,
    /// The revision may exist in a remote repository.
    NotFetched {
        /// The commit.
        commit: String,
    },
}

/// Written as part of a sentence.
impl fmt::Display for NotFoundCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRepository { folder, error } => write!(f, "no such revision with `{folder}/`: {error}"),
            Self::NoFolder { commit, folder } => write!(f, "`{commit}` has no folder `{folder}/`"),
            Self::ShallowClone => f.write_str(
                "no such revision: this clone is shallow; run `git fetch --unshallow --tags`, \
                 or set `fetch-depth: 0` for the checkout in a workflow",
            ),
            Self::NoRemote => f.write_str("no such revision; list revisions with `git log` and `git tag`"),
            Self::NotFetched { commit } => write!(
                f,
                "no such revision; run `git fetch --tags` if it is a tag, or `git fetch` if it is a remote branch, which \
                 is named `origin/{commit}`"
            ),
        }
    }
}

/// The reason why git failed.
#[derive(Debug)]
pub enum GitError {
    /// git is not installed.
    NotInstalled,
    /// git cannot be started.
    NotStarted(io::Error),
    /// git failed with this message.
    Failed(String),
}

impl fmt::Display for GitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInstalled => f.write_str("`git` is not installed, or not on the path"),
            Self::NotStarted(error) => write!(f, "`git` cannot be run: {error}"),
            Self::Failed(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for GitError {}
