//! `Debug` and comparison of what unions hold, and of the records that select it.

/// Implements `Debug` of a record that reads its unions by their tags.
///
/// `tagged_debug!(Lamp { kind, hue: hue_variant })` lists the fields, with the function that reads a
/// union. It needs the feature `extra_traits`.
#[doc(hidden)]
#[macro_export]
macro_rules! tagged_debug {
    ($record:ident { $($field:ident $(: $reader:ident)?),* $(,)? }) => {
        $crate::extra_traits! {
            impl ::core::fmt::Debug for $record {
                #[inline]
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.debug_struct(::core::stringify!($record))
                        $(.field(
                            ::core::stringify!($field),
                            &$crate::field_value!(self.$field $($reader)?),
                        ))*
                        .finish()
                }
            }
        }
    };
}

/// A copy of a field, which may be unaligned, or what a function reads of it.
#[doc(hidden)]
#[macro_export]
macro_rules! field_value {
    ($this:ident.$field:ident) => {{ $this.$field }};
    ($this:ident.$field:ident $reader:ident) => {
        $this.$reader()
    };
}

/// Implements `Debug`, `PartialEq` and `Eq` of what a union holds, as if they were derived.
///
/// `variants!(Light: Bulb(_), Tube(_, _))` lists the variants. It needs the feature `extra_traits`.
#[doc(hidden)]
#[macro_export]
macro_rules! variants {
    ($variants:ident: $($variant:ident $fields:tt),* $(,)?) => {
        $crate::extra_traits! {
            impl ::core::fmt::Debug for $variants {
                #[inline]
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    $($crate::print_variant!(self, f, $variant $fields);)*
                    Ok(())
                }
            }

            impl ::core::cmp::PartialEq for $variants {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    $($crate::compare_variant!(self, other, $variant $fields);)*
                    false
                }
            }

            impl ::core::cmp::Eq for $variants {}
        }
    };
}

/// Returns from `fmt` if the value is of this variant.
#[doc(hidden)]
#[macro_export]
macro_rules! print_variant {
    ($this:ident, $f:ident, $variant:ident(_)) => {
        if let Self::$variant(value) = $this {
            return $f
                .debug_tuple(::core::stringify!($variant))
                .field(value)
                .finish();
        }
    };
    ($this:ident, $f:ident, $variant:ident(_, _)) => {
        if let Self::$variant(tag, value) = $this {
            let name = ::core::stringify!($variant);
            return $f.debug_tuple(name).field(tag).field(value).finish();
        }
    };
}

/// Returns from `eq` if both values are of this variant.
#[doc(hidden)]
#[macro_export]
macro_rules! compare_variant {
    ($this:ident, $other:ident, $variant:ident(_)) => {
        if let (Self::$variant(one), Self::$variant(other)) = ($this, $other) {
            return one == other;
        }
    };
    ($this:ident, $other:ident, $variant:ident(_, _)) => {
        if let (Self::$variant(tag, one), Self::$variant(other_tag, other)) = ($this, $other) {
            return tag == other_tag && one == other;
        }
    };
}
