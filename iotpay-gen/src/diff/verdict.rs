//! The next version of a release with these changes.

use std::fmt;
use std::str::FromStr;

use super::{Change, Level};

/// The required version bump, according to Cargo's rules for a crate from 1.0 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// Nothing changed.
    None,
    /// Documentation only.
    Patch,
    /// Compatible changes.
    Minor,
    /// Breaking changes.
    Major,
}

impl Bump {
    /// Returns the bump that these changes require.
    pub fn of(changes: &[Change]) -> Self {
        match changes.iter().map(Change::level).min() {
            None => Self::None,
            Some(Level::DocsOnly) => Self::Patch,
            Some(Level::Compatible) => Self::Minor,
            Some(Level::Breaking) => Self::Major,
        }
    }

    /// Returns the name as text: `none`, `patch`, `minor`, `major`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// A released version: three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// The major version.
    pub major: u32,
    /// The minor version.
    pub minor: u32,
    /// The patch version.
    pub patch: u32,
}

impl Version {
    /// Returns the version of this package.
    pub fn of_this_package() -> Self {
        env!("CARGO_PKG_VERSION").parse().unwrap_or(Self { major: 0, minor: 0, patch: 0 })
    }

    /// Returns the lowest version after this one that allows such a bump. For `0.x`, the second number is the breaking
    /// one; for `0.0.x`, the third.
    #[must_use]
    pub fn after(self, bump: Bump) -> Self {
        let Self { major, minor, patch } = self;
        match (bump, major, minor) {
            (Bump::None, ..) => self,
            (Bump::Major, 0, 0) | (Bump::Minor, 0, _) | (Bump::Patch, ..) => {
                Self { patch: patch.saturating_add(1), ..self }
            }
            (Bump::Major, 0, _) | (Bump::Minor, ..) => Self { major, minor: minor.saturating_add(1), patch: 0 },
            (Bump::Major, ..) => Self { major: major.saturating_add(1), minor: 0, patch: 0 },
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl FromStr for Version {
    type Err = ParseVersionError;

    fn from_str(text: &str) -> Result<Self, ParseVersionError> {
        let parts: Option<Vec<u32>> = text.split('.').map(|part| part.parse().ok()).collect();
        match parts.as_deref() {
            Some(&[major, minor, patch]) => Ok(Self { major, minor, patch }),
            _ => Err(ParseVersionError { text: text.to_owned() }),
        }
    }
}

/// A text that is not a [`Version`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseVersionError {
    text: String,
}

impl fmt::Display for ParseVersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a version of three numbers, such as 0.1.0", self.text)
    }
}

impl std::error::Error for ParseVersionError {}

/// The verdict on a release with these changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The required bump.
    pub bump: Bump,
    /// The version that was released last.
    pub baseline: Version,
    /// The lowest version that the release can have.
    pub next_version: Version,
}

impl Verdict {
    /// Returns the verdict on these changes since a release.
    pub fn new(changes: &[Change], released: Version) -> Self {
        let bump = Bump::of(changes);
        Self { bump, baseline: released, next_version: released.after(bump) }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { next_version: required, baseline: released, .. } = self;
        match self.bump {
            Bump::None => write!(f, "nothing changed since {released}"),
            Bump::Patch => write!(f, "the next version can be {required} (documentation only)"),
            Bump::Minor => write!(f, "the next version can be {required} (compatible)"),
            Bump::Major => write!(f, "the next version must be {required} (breaking)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bump, Version};

    #[test]
    fn the_second_number_is_breaking_before_1_0() {
        for (released, bump, required) in [
            ("0.1.3", Bump::None, "0.1.3"),
            ("0.1.3", Bump::Patch, "0.1.4"),
            ("0.1.3", Bump::Minor, "0.1.4"),
            ("0.1.3", Bump::Major, "0.2.0"),
            ("0.0.3", Bump::Minor, "0.0.4"),
            ("0.0.3", Bump::Major, "0.0.4"),
            ("1.2.3", Bump::Patch, "1.2.4"),
            ("1.2.3", Bump::Minor, "1.3.0"),
            ("1.2.3", Bump::Major, "2.0.0"),
        ] {
            let released: Version = released.parse().unwrap();
            assert_eq!(released.after(bump).to_string(), required, "{released} {bump:?}");
        }
        assert!("1.2".parse::<Version>().is_err() && "1.2.x".parse::<Version>().is_err());
    }
}
