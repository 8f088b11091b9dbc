//! A spec in a git revision.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::Command;

use iotpay_gen::source::SourceFile;

use super::error::{GitError, NotFoundCause, RevisionError};

/// The folder that is read unless the revision names one.
const FOLDER: &str = "spec";

/// Returns every YAML file of the spec in a revision, in the order of their names: for `v0.1.0` the folder
/// `spec/`, for `v0.1.0:tables` the folder `tables/`. Names begin with the name of the folder.
pub fn read(revision: &str) -> Result<Vec<SourceFile>, RevisionError> {
    // `git` would treat it as an option, and some options write files or run programs.
    if revision.starts_with('-') {
        return Err(RevisionError::LeadingHyphen { revision: revision.to_owned() });
    }
    let (_, folder) = revision.split_once(':').unwrap_or((revision, FOLDER));
    let tree = if revision.contains(':') { revision.to_owned() } else { format!("{revision}:{FOLDER}") };
    let root = folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let listed =
        git(&["ls-tree", "-r", "-z", "--full-tree", &tree]).map_err(|error| not_found(revision, folder, error))?;
    let mut files = Vec::new();
    for entry in listed.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
        let Some((object, path)) = regular_file(entry) else { continue };
        let extension = Path::new(path).extension().and_then(OsStr::to_str);
        if extension == Some("yml") {
            return Err(RevisionError::WrongExtension { file: format!("{tree}/{path}") });
        }
        if extension != Some("yaml") || path.split('/').any(|part| part == "target") {
            continue;
        }
        let name = if root.is_empty() { path.to_owned() } else { format!("{root}/{path}") };
        let file = || format!("{tree}/{path}");
        let bytes = git(&["cat-file", "blob", object]).map_err(|error| RevisionError::Git { file: file(), error })?;
        let text = String::from_utf8(bytes).map_err(|_| RevisionError::NotUtf8 { file: file() })?;
        files.push(SourceFile::new(&name, &text).in_folder(root));
    }
    if files.is_empty() {
        return Err(RevisionError::NoFiles { revision: revision.to_owned(), folder: folder.to_owned() });
    }
    files.sort_by(|a, b| a.name.split('/').cmp(b.name.split('/')));
    Ok(files)
}

/// Returns the error for a revision that git does not find, or that does not have the folder.
fn not_found(revision: &str, folder: &str, error: GitError) -> RevisionError {
    let (commit, _) = revision.split_once(':').unwrap_or((revision, folder));
    RevisionError::NotFound { revision: revision.to_owned(), cause: not_found_cause(commit, folder, error) }
}

fn not_found_cause(commit: &str, folder: &str, error: GitError) -> NotFoundCause {
    let output = |arguments: &[&str]| git(arguments).ok().map(|out| String::from_utf8_lossy(&out).trim().to_owned());
    if output(&["rev-parse", "--git-dir"]).is_none() {
        return NotFoundCause::NoRepository { folder: folder.to_owned(), error };
    }
    if output(&["rev-parse", "--verify", "--quiet", &format!("{commit}^{{commit}}")]).is_some() {
        return NotFoundCause::NoFolder { commit: commit.to_owned(), folder: folder.to_owned() };
    }
    if output(&["rev-parse", "--is-shallow-repository"]).is_some_and(|text| text == "true") {
        return NotFoundCause::ShallowClone;
    }
    if output(&["remote"]).is_none_or(|remotes| remotes.is_empty()) {
        return NotFoundCause::NoRemote;
    }
    NotFoundCause::NotFetched { commit: commit.to_owned() }
}

/// Returns the id and the path of an entry `mode type id\tpath`; `None` for links and other repositories.
fn regular_file(entry: &[u8]) -> Option<(&str, &str)> {
    let (head, path) = std::str::from_utf8(entry).ok()?.split_once('\t')?;
    let mut parts = head.split(' ');
    let (mode, kind, object) = (parts.next()?, parts.next()?, parts.next()?);
    (mode.starts_with("100") && kind == "blob").then_some((object, path))
}

fn git(arguments: &[&str]) -> Result<Vec<u8>, GitError> {
    let ran = Command::new("git").args(arguments).output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => GitError::NotInstalled,
        _ => GitError::NotStarted(error),
    })?;
    if ran.status.success() {
        return Ok(ran.stdout);
    }
    let message = String::from_utf8_lossy(&ran.stderr);
    Err(GitError::Failed(message.lines().next().unwrap_or("git printed no message").trim().to_owned()))
}
