//! QR codes as SVG.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// The modules around a code that must be empty.
const MARGIN: usize = 3;

/// A QR code as the data of an SVG path with a stroke of one unit.
pub(super) struct Qr {
    /// The width and the height, including the margin.
    pub(super) size: usize,
    pub(super) path: String,
}

impl Qr {
    /// Returns the code of a text; `None` if the text is too long.
    pub(super) fn new(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (y, row) in code.to_colors().chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|left, right| left == right) {
                if run.first() == Some(&Color::Dark) {
                    let _ = write!(path, "M{} {}h{}", x + MARGIN, y + MARGIN, run.len());
                }
                x += run.len();
            }
        }
        Some(Self { size: width + 2 * MARGIN, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws the path and compares it with the code.
    #[test]
    fn the_path_draws_the_code() {
        let text = "http://127.0.0.1:4710/pay/P00000000000000000001";
        let qr = Qr::new(text).unwrap();
        let mut drawn = vec![vec![false; qr.size]; qr.size];
        for run in qr.path.split('M').skip(1) {
            let (start, length) = run.split_once('h').unwrap();
            let (x, y) = start.split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            drawn[y][x..x + length.parse::<usize>().unwrap()].fill(true);
        }
        let code = QrCode::with_error_correction_level(text, EcLevel::L).unwrap();
        for y in 0..code.width() {
            for x in 0..code.width() {
                assert_eq!(drawn[y + MARGIN][x + MARGIN], code[(x, y)] == Color::Dark, "{x} {y}");
            }
        }
        assert!(drawn[0].iter().chain(&drawn[MARGIN - 1]).all(|dark| !dark));
        assert!(Qr::new(&"a".repeat(3000)).is_none());
    }
}
