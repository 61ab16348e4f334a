//! A pure parser of what the comments of a header say: text in, typed annotations with positions out.
