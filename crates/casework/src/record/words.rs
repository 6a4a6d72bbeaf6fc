//! Closed lists of words, and the answer that every question has.

/// A closed list of words that forms, files and the journal share.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }
        impl $name {
            /// Every value, in the order in which people choose.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The word kept in files, forms and message keys.
            pub const fn word(self) -> &'static str { match self { $(Self::$variant => $word),+ } }
            /// The value of a word; `None` for any other word.
            pub fn from_word(word: &str) -> Option<Self> { match word { $($word => Some(Self::$variant),)+ _ => None } }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.word()) }
        }
    };
}
pub(crate) use words;

words!(
    /// Yes, no, or not known. Unknown is not no.
    Answer {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// Not known, or not asked.
        Unknown = "unknown",
    }
);
