//! The pieces of a page in Markdown that can be run.

/// A piece of the page.
#[derive(Debug)]
pub enum Piece<'a> {
    /// Words, and the fences of blocks.
    Text(&'a str),
    /// A command of a `console` block. What it printed there is left out.
    Command(&'a str),
    /// The lines of a `diff` block.
    Edit(&'a str),
}

/// The page in pieces. What a command printed reaches up to the next command or the end of the block.
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

/// Where the next block's lines begin.
fn next_block(text: &str) -> Option<(usize, Language)> {
    let of = |fence: &str, language| text.find(fence).map(|at| (at + fence.len(), language));
    let found = [of("```console\n", Language::Console), of("```diff\n", Language::Diff)];
    found.into_iter().flatten().min_by_key(|(at, _)| *at)
}
