//! Splits a Markdown page into the pieces that can be run.

/// A piece of the page.
#[derive(Debug)]
pub enum Piece<'a> {
    /// Prose, and the fences of blocks.
    Text(&'a str),
    /// A command of a `console` block, without its output.
    Command(&'a str),
    /// The lines of a `diff` block.
    Edit(&'a str),
}

/// Splits a page into pieces. The output of a command ends at the next command or at the end of the block.
pub fn pieces(page: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = page;
    while let Some((start, language)) = next_block(rest) {
        let (text, block) = rest.split_at(start);
        let end = block.find("\n```").expect("a block has an end") + 1;
        pieces.push(Piece::Text(text));
        let (block, after) = block.split_at(end);
        match language {
            Language::Diff => pieces.push(Piece::Edit(block)),
            Language::Console => {
                let commands = block.lines().filter_map(|line| line.strip_prefix("$ "));
                pieces.extend(commands.map(Piece::Command));
            }
        }
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

#[derive(Clone, Copy)]
enum Language {
    Console,
    Diff,
}

/// Returns where the lines of the next block begin.
fn next_block(text: &str) -> Option<(usize, Language)> {
    let of = |fence: &str, language| text.find(fence).map(|at| (at + fence.len(), language));
    let found = [of("```console\n", Language::Console), of("```diff\n", Language::Diff)];
    found.into_iter().flatten().min_by_key(|(at, _)| *at)
}
