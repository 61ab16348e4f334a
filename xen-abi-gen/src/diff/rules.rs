//! The rules by which changes are judged.

use serde::Serialize;

/// What a change means to whoever was built on the old side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing.
    Cosmetic,
    /// Nothing either, but there is more to use.
    Additive,
    /// It may misbehave on the new side.
    Breaking,
}

impl Verdict {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cosmetic => "cosmetic",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
        }
    }
}

/// Defines the rules: variant, stable name, verdict, and the reason in a sentence.
macro_rules! rules {
    ($($variant:ident $name:literal $verdict:ident $because:literal;)*) => {
        /// A rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum Rule {
            $(
                #[doc = concat!("`", $name, "`: ", $because, ".")]
                #[serde(rename = $name)]
                $variant
            ),*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its short stable name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// What a change under it means.
            pub const fn verdict(self) -> Verdict {
                match self { $(Self::$variant => Verdict::$verdict),* }
            }

            /// Why, in one sentence.
            pub const fn because(self) -> &'static str {
                match self { $(Self::$variant => $because),* }
            }
        }
    };
}

rules! {
    HeaderAdded "header-added" Additive "nobody uses it yet";
    HeaderRemoved "header-removed" Breaking "what it stated is no longer promised";
    HypercallAdded "hypercall-added" Additive "nobody makes it yet";
    HypercallRemoved "hypercall-removed" Breaking "its callers get -ENOSYS";
    HypercallRenumbered "hypercall-renumbered" Breaking "older callers make another hypercall";
    HypercallReturns "hypercall-returns" Breaking "older callers read the result as another type";
    HypercallParameters "hypercall-parameters" Breaking "older callers pass something else";
    OpAdded "op-added" Additive "nobody uses it yet";
    OpRemoved "op-removed" Breaking "its callers get an error";
    OpRenumbered "op-renumbered" Breaking "older callers ask for another operation";
    OpNumberReused "op-number-reused" Breaking "older callers of the one ask for the other";
    OpArgument "op-argument" Breaking "older callers pass something else";
    OpReturns "op-returns" Breaking "older callers read the result as another type";
    OpRenamed "op-renamed" Cosmetic "the number is the same";
    ConstantAdded "constant-added" Additive "nobody uses it yet";
    ConstantRemoved "constant-removed" Breaking "the value is no longer promised to mean anything";
    ConstantChanged "constant-changed" Breaking "the old value means something else, or nothing";
    BoundRaised "bound-raised" Additive "what fitted the old bound fits the new one";
    BoundLowered "bound-lowered" Breaking "what fitted the old bound may not fit the new one";
    VersionMoved "version-moved" Breaking "Xen refuses callers that were built on another version";
    LatestMoved "latest-moved" Cosmetic
        "callers say which version of the interface they were built on";
    ConstantRetyped "constant-retyped" Cosmetic "the value is the same";
    ConstantRenamed "constant-renamed" Cosmetic "the value is the same";
    StringAdded "string-added" Additive "nobody uses it yet";
    StringRemoved "string-removed" Breaking "the text is no longer promised to mean anything";
    StringChanged "string-changed" Breaking "the old text means something else, or nothing";
    StringRenamed "string-renamed" Cosmetic "the text is the same";
    EnumAdded "enum-added" Additive "nobody uses it yet";
    EnumRemoved "enum-removed" Cosmetic "it is a name of C's; its values are judged one by one";
    RecordAdded "record-added" Additive "nobody uses it yet";
    RecordRemoved "record-removed" Breaking "what it described is no longer promised";
    RecordResized "record-resized" Breaking
        "Xen and its older callers do not agree how many bytes there are";
    RecordOpened "record-opened" Cosmetic
        "everything stands where it stood; only what C says of its size differs";
    RecordRealigned "record-realigned" Breaking "records that hold it are laid out differently";
    RecordReshaped "record-reshaped" Breaking
        "the members of a union share their bytes, those of a struct do not";
    RecordRenamed "record-renamed" Cosmetic "the layout is the same";
    PaddingUsed "padding-used" Additive "older callers leave the padding zero";
    PaddingMade "padding-made" Breaking "what older callers put there is ignored, or refused";
    PaddingChanged "padding-changed" Cosmetic
        "nothing is read from it; what took its place is judged by itself";
    HoleUsed "hole-used" Breaking
        "what older callers leave in bytes without a name is left to chance";
    FieldAppended "field-appended" Additive
        "older callers do not know it; what its bytes cost is judged with the record's size";
    FieldInserted "field-inserted" Breaking "its bytes meant something else";
    FieldRemoved "field-removed" Breaking
        "what older callers put there is ignored, or taken for something else";
    UnionMemberAdded "union-member-added" Additive "nobody uses it yet";
    UnionMemberRemoved "union-member-removed" Breaking "its bytes mean something else, or nothing";
    FieldMoved "field-moved" Breaking "older callers look for it elsewhere";
    FieldResized "field-resized" Breaking "older callers read or write too much or too little";
    FieldFollows "field-follows" Cosmetic "the record that it holds is judged by itself";
    FieldResigned "field-resigned" Breaking
        "what was negative is large, or what was large is negative";
    FieldReinterpreted "field-reinterpreted" Breaking "the same bytes mean something else";
    FieldOpened "field-opened" Cosmetic "the elements stand where they stood";
    FieldRespelled "field-respelled" Cosmetic "the types come down to the same";
    FieldRenamed "field-renamed" Cosmetic "place and type are the same";
    FieldRepurposed "field-repurposed" Breaking
        "place and type are the same, but neither name suggests the other";
    TypedefAdded "typedef-added" Additive "nobody uses it yet";
    TypedefRemoved "typedef-removed" Cosmetic
        "it is a name of C's; what memory holds is judged where it is used";
    TypedefChanged "typedef-changed" Breaking "whatever has this type means something else";
    TypedefSame "typedef-same" Cosmetic "it comes down to the same";
    Rehoused "rehoused" Cosmetic "it stands in another place of the headers";
    SaidOtherwise "said-otherwise" Cosmetic
        "the headers say more, less or something else of it; C says the same";
    WordsChanged "words-changed" Cosmetic
        "the layout stayed, the words changed: direction, meaning, errors or who may use it";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_every_rule_gives_a_reason() {
        let names: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        assert_eq!(names.len(), Rule::ALL.len());
        let reasons = Rule::ALL.iter().map(|rule| rule.because());
        assert!(
            reasons
                .into_iter()
                .all(|reason| !reason.is_empty() && !reason.ends_with('.'))
        );
    }
}
