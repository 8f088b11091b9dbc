//! A spec in a git revision.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::Command;

use iotpay_gen::source::SourceFile;

/// The folder that is read unless the revision names one.
const FOLDER: &str = "spec";

/// Returns every YAML file of the spec of a revision, in the order of their names: of `v0.1.0` the folder
/// `spec/`, of `v0.1.0:tables` that folder. Names begin as those of a folder do.
pub fn read(revision: &str) -> Result<Vec<SourceFile>, String> {
    // `git` would take it for an option, and there are options that write files or run programs.
    if revision.starts_with('-') {
        return Err(format!("`{revision}`: the name of a folder or revision cannot begin with `-`"));
    }
    let (_, folder) = revision.split_once(':').unwrap_or((revision, FOLDER));
    let tree = if revision.contains(':') { revision.to_owned() } else { format!("{revision}:{FOLDER}") };
    let root = folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let listed =
        git(&["ls-tree", "-r", "-z", "--full-tree", &tree]).map_err(|message| unknown(revision, folder, &message))?;
    let mut files = Vec::new();
    for entry in listed.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
        let Some((object, path)) = regular_file(entry) else { continue };
        let extension = Path::new(path).extension().and_then(OsStr::to_str);
        if extension == Some("yml") {
            return Err(format!("{tree}/{path}: expected the extension .yaml"));
        }
        if extension != Some("yaml") || path.split('/').any(|part| part == "target") {
            continue;
        }
        let name = if root.is_empty() { path.to_owned() } else { format!("{root}/{path}") };
        let bytes = git(&["cat-file", "blob", object]).map_err(|message| format!("{tree}/{path}: {message}"))?;
        let text = String::from_utf8(bytes).map_err(|_| format!("{tree}/{path}: this file is not UTF-8"))?;
        files.push(SourceFile::new(&name, &text).in_folder(root));
    }
    if files.is_empty() {
        return Err(format!("`{revision}`: no .yaml file in `{folder}/` of this revision"));
    }
    files.sort_by(|a, b| a.name.split('/').cmp(b.name.split('/')));
    Ok(files)
}

/// Returns the error for a revision that git does not find, or that does not have the folder.
fn unknown(revision: &str, folder: &str, message: &str) -> String {
    let (commit, _) = revision.split_once(':').unwrap_or((revision, folder));
    let said = |arguments: &[&str]| git(arguments).ok().map(|out| String::from_utf8_lossy(&out).trim().to_owned());
    if said(&["rev-parse", "--git-dir"]).is_none() {
        return format!("`{revision}`: no such folder, and no such revision with `{folder}/`: {message}");
    }
    if said(&["rev-parse", "--verify", "--quiet", &format!("{commit}^{{commit}}")]).is_some() {
        return format!("`{revision}`: no such folder, and `{commit}` has no folder `{folder}/`");
    }
    let unknown = format!("`{revision}`: no such folder, and no such revision");
    if said(&["rev-parse", "--is-shallow-repository"]).is_some_and(|said| said == "true") {
        return format!(
            "{unknown}: this clone is shallow; run `git fetch --unshallow --tags`, \
             or set `fetch-depth: 0` for the checkout in a workflow"
        );
    }
    if said(&["remote"]).is_none_or(|remotes| remotes.is_empty()) {
        return format!("{unknown}; list revisions with `git log` and `git tag`");
    }
    format!(
        "{unknown}; run `git fetch --tags` if it is a tag, or `git fetch` if it is a remote branch, which is named \
         `origin/{commit}`"
    )
}

/// Returns the id and the path of an entry `mode type id\tpath`; `None` for links and other repositories.
fn regular_file(entry: &[u8]) -> Option<(&str, &str)> {
    let (head, path) = std::str::from_utf8(entry).ok()?.split_once('\t')?;
    let mut parts = head.split(' ');
    let (mode, kind, object) = (parts.next()?, parts.next()?, parts.next()?);
    (mode.starts_with("100") && kind == "blob").then_some((object, path))
}

fn git(arguments: &[&str]) -> Result<Vec<u8>, String> {
    let ran = Command::new("git").args(arguments).output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "`git` is not installed, or not on the path".to_owned(),
        _ => format!("`git` cannot be run: {error}"),
    })?;
    if ran.status.success() {
        return Ok(ran.stdout);
    }
    let complaint = String::from_utf8_lossy(&ran.stderr);
    Err(complaint.lines().next().unwrap_or("git printed no message").trim().to_owned())
}
