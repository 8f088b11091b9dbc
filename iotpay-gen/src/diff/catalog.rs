//! The macro that defines the kinds of change from their catalog.

macro_rules! catalog {
    // Breaking changes name how callers notice them.
    (@breaks Breaking Compile) => { Some(Breaks::Compile) };
    (@breaks Breaking Runtime) => { Some(Breaks::Runtime) };
    (@breaks Compatible) => { None };
    (@breaks DocsOnly) => { None };
    ($($(#[doc = $meaning:literal])+ $name:ident = $id:literal, $level:ident $(($breaks:ident))?, $action:literal;)+) => {
        /// A kind of change. Ids are stable and never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ChangeKind {
            $($(#[doc = $meaning])+ $name,)+
        }

        impl ChangeKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Returns the id as text, for example `request-field-added-required`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            /// Returns the meaning of the change, in one sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($meaning),+).trim_ascii(),)+ }
            }

            /// Returns the level of the change.
            pub fn level(self) -> Level {
                match self { $(Self::$name => Level::$level,)+ }
            }

            /// Returns how callers notice a breaking change.
            pub fn breaks(self) -> Option<Breaks> {
                match self { $(Self::$name => catalog!(@breaks $level $($breaks)?),)+ }
            }

            /// Returns what a caller must do.
            pub fn action(self) -> &'static str {
                match self { $(Self::$name => $action,)+ }
            }
        }
    };
}

pub(super) use catalog;
