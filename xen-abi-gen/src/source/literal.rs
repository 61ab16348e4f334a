//! Reads macros that stand for one integer literal: clang need not be asked for their values.

use crate::model::facts::{Integer, Rank};
use crate::model::target::Target;

/// An integer literal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Literal {
    value: u64,
    /// Such a literal is unsigned only with a `u`; another one also if its value asks for it.
    is_decimal: bool,
    is_unsigned: bool,
    /// How many `l` are behind it: the first of `int`, `long` and `long long` that it may be.
    longs: usize,
}

impl Literal {
    /// The one that tokens are, in any number of parentheses.
    pub(super) fn of(mut tokens: &[String]) -> Option<Self> {
        while let [open, inner @ .., close] = tokens
            && open == "("
            && close == ")"
        {
            tokens = inner;
        }
        match tokens {
            [token] => Self::read(token),
            _ => None,
        }
    }

    fn read(token: &str) -> Option<Self> {
        let (digits, suffix) = match token.strip_prefix("0x").or(token.strip_prefix("0X")) {
            Some(hexadecimal) => split(hexadecimal),
            None => split(token),
        };
        let radix = match digits.strip_prefix('0') {
            _ if digits.len() + suffix.len() < token.len() => 16,
            Some(octal) if !octal.is_empty() => 8,
            _ => 10,
        };
        let signless = suffix
            .strip_prefix(['u', 'U'])
            .or(suffix.strip_suffix(['u', 'U']));
        let longs = match signless.unwrap_or(suffix) {
            "" => 0,
            "l" | "L" => 1,
            "ll" | "LL" => 2,
            _ => return None,
        };
        // The standard library would take a sign.
        let is_digit = |letter: char| letter.is_ascii_hexdigit();
        let value = digits.starts_with(is_digit).then_some(digits)?;
        Some(Self {
            value: u64::from_str_radix(value, radix).ok()?,
            is_decimal: radix == 10,
            is_unsigned: signless.is_some(),
            longs,
        })
    }

    /// Its value, and the first of the types that its form allows which holds it. Where none does,
    /// compilers differ.
    pub(super) fn value(self, target: Target) -> Option<(i128, Integer)> {
        let ranks = [
            (32, Rank::Fixed),
            (target.word_bits(), Rank::Long),
            (64, Rank::Fixed),
        ];
        let types = ranks[self.longs..]
            .iter()
            .flat_map(|&(bits, rank)| [true, false].map(|signed| Integer { signed, bits, rank }));
        let mut allowed = types.filter(|ty| match ty.signed {
            true => !self.is_unsigned,
            false => self.is_unsigned || !self.is_decimal,
        });
        let holds = |ty: &Integer| self.value <= u64::MAX >> (64 - ty.bits + u8::from(ty.signed));
        allowed.find(holds).map(|ty| (self.value.into(), ty))
    }
}

/// Parts digits from the suffix.
fn split(literal: &str) -> (&str, &str) {
    literal.split_at(literal.find(['u', 'U', 'l', 'L']).unwrap_or(literal.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, target: Target) -> Option<(i128, Integer)> {
        let tokens = crate::c_text::tokens(text);
        let tokens: Vec<_> = tokens.into_iter().map(str::to_owned).collect();
        Literal::of(&tokens)?.value(target)
    }

    #[test]
    fn types_are_those_of_c() {
        let word = |target: Target| (target.word_bits(), Rank::Long);
        for target in Target::ALL {
            let int = (32, Rank::Fixed);
            let long_long = (64, Rank::Fixed);
            let wide = if target.word_bits() == 64 {
                word(target)
            } else {
                long_long
            };
            for (text, expected, signed, (bits, rank)) in [
                ("0", 0, true, int),
                ("((017))", 15, true, int),
                ("2147483647", 0x7fff_ffff, true, int),
                ("2147483648", 0x8000_0000, true, wide),
                ("0x80000000", 0x8000_0000, false, int),
                ("0X100000000", 1 << 32, true, wide),
                ("4294967296u", 1 << 32, false, wide),
                ("5UL", 5, false, word(target)),
                ("5lu", 5, false, word(target)),
                ("5LLU", 5, false, long_long),
                ("0xffffffffffffffff", u64::MAX.into(), false, wide),
                ("0xffffffffffffffffLL", u64::MAX.into(), false, long_long),
            ] {
                let ty = Integer { signed, bits, rank };
                assert_eq!(value(text, target), Some((expected, ty)), "{text}");
            }
        }
    }

    #[test]
    fn the_rest_is_for_clang() {
        for text in [
            "",
            "()",
            "-1",
            "+1",
            "1 + 1",
            "x",
            "lu",
            "0x",
            "0b1",
            "08",
            "1.0",
            "1e3",
            "1f",
            "1lL",
            "1ulu",
            "1uu",
            "1lul",
            "1z",
            "'a'",
            "0x-1",
            "18446744073709551615",
            "1'0",
            "0x1p3",
            "36893488147419103232u",
        ] {
            assert_eq!(value(text, Target::X86_64), None, "{text}");
        }
    }
}
