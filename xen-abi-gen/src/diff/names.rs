//! Recognises what only got another name: pairs what one side lost with what the other gained.

/// How alike two names must be for one to suggest the other.
const ALIKE: f64 = 0.6;

/// Names that say that a member only fills space.
const FILLERS: [&str; 8] = [
    "pad", "padding", "reserved", "rsvd", "rsv", "unused", "mbz", "spare",
];

/// Whether a member's name says that it only fills space: `_pad`, `pad1`, `reserved_2`.
pub(crate) fn is_padding(name: &str) -> bool {
    name.split('_').any(|word| {
        let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
        FILLERS.contains(&word.to_lowercase().as_str())
    })
}

/// How alike two names are, from 0 to 1; what both start with and end with counts for nothing.
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let (mut a, mut b) = (words(&a), words(&b));
    while !a.is_empty() && a.first() == b.first() {
        a.remove(0);
        b.remove(0);
    }
    while !a.is_empty() && a.last() == b.last() {
        a.pop();
        b.pop();
    }
    match (a.is_empty(), b.is_empty()) {
        (true, true) => 1.0,
        // One name is the other with words added.
        (true, false) | (false, true) => 0.8,
        (false, false) => {
            let (a, b) = (a.concat(), b.concat());
            let distance = strsim::normalized_levenshtein(&a, &b);
            if abbreviates(&a, &b) || abbreviates(&b, &a) {
                distance.max(0.7)
            } else {
                distance
            }
        }
    }
}

/// Whether one word is another with letters left out: `doms` for `domains`.
fn abbreviates(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.len() > 2
        && short.chars().next() == long.chars().next()
        && short
            .chars()
            .all(|letter| rest.any(|other| other == letter))
}

fn words(name: &str) -> Vec<&str> {
    name.split(['_', '.'])
        .filter(|word| !word.is_empty())
        .collect()
}

/// Whether one name suggests the other.
pub(super) fn alike(a: &str, b: &str) -> bool {
    likeness(a, b) >= ALIKE
}

/// Takes the pairs out of two lists, best score first. Where two pairs of one entry score the same,
/// there is no telling, and it gets none.
///
/// The answer is the same with the lists exchanged, if the scores are.
pub(super) fn take_pairs<T>(
    old: &mut Vec<T>,
    new: &mut Vec<T>,
    score: impl Fn(&T, &T) -> Option<f64>,
) -> Vec<(T, T)> {
    let mut candidates = Vec::new();
    for (i, a) in old.iter().enumerate() {
        let scores = new.iter().enumerate();
        candidates.extend(scores.filter_map(|(j, b)| Some((score(a, b)?, i, j))));
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut used_old, mut used_new) = (vec![false; old.len()], vec![false; new.len()]);
    let mut pairs = Vec::new();
    for level in candidates.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let open = level
            .iter()
            .filter(|(_, i, j)| !used_old[*i] && !used_new[*j]);
        let open: Vec<_> = open.collect();
        let mut claims = (vec![0u32; old.len()], vec![0u32; new.len()]);
        for (_, i, j) in &open {
            claims.0[*i] += 1;
            claims.1[*j] += 1;
        }
        for (_, i, j) in open {
            if claims.0[*i] == 1 && claims.1[*j] == 1 {
                pairs.push((*i, *j));
            }
            (used_old[*i], used_new[*j]) = (true, true);
        }
    }
    pairs.sort_unstable();
    let mut left_old: Vec<_> = old.drain(..).map(Some).collect();
    let mut left_new: Vec<_> = new.drain(..).map(Some).collect();
    let pairs = pairs.into_iter();
    let pairs = pairs.filter_map(|(i, j)| left_old[i].take().zip(left_new[j].take()));
    let pairs = pairs.collect();
    old.extend(left_old.into_iter().flatten());
    new.extend(left_new.into_iter().flatten());
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fillers() {
        for name in [
            "pad",
            "_pad",
            "__pad",
            "pad1",
            "_pad_2",
            "reserved",
            "rsvd0",
            "mbz",
            "unused_bits",
            "Reserved",
        ] {
            assert!(is_padding(name), "{name}");
        }
        for name in ["padlock", "compad", "flags", "", "(anon0)", "use"] {
            assert!(!is_padding(name), "{name}");
        }
    }

    #[test]
    fn similar_names() {
        for (a, b) in [
            ("TRC_HVM_VMEXIT", "TRC_HVM_VMX_EXIT"),
            ("hvm_set_mem_access", "xen_hvm_set_mem_access"),
            ("nr_doms", "nr_domains"),
            ("_rsp", "rsp"),
        ] {
            assert!(alike(a, b) && alike(b, a), "{a} and {b}");
        }
        for (a, b) in [
            ("XEN_DOMCTL_pause", "XEN_DOMCTL_getdomaininfo"),
            ("flags", "domain"),
            ("XENMEM_a_read", "XENMEM_a_write"),
        ] {
            assert!(!alike(a, b) && !alike(b, a), "{a} and {b}");
        }
    }

    #[test]
    fn pairs_are_the_best_and_never_a_guess() {
        let score = |a: &&str, b: &&str| Some(likeness(a, b)).filter(|found| *found >= ALIKE);
        let pairs = |old: &[&'static str], new: &[&'static str]| {
            take_pairs(&mut old.to_vec(), &mut new.to_vec(), score)
        };
        assert_eq!(
            pairs(&["a_map", "a_unmap"], &["a_unmapped", "a_mapp"]),
            [("a_map", "a_mapp"), ("a_unmap", "a_unmapped")]
        );
        assert_eq!(pairs(&["a_map"], &["a_map_x", "a_map_y"]), []);
        assert_eq!(pairs(&["a_map_x", "a_map_y"], &["a_map"]), []);
        let (mut old, mut new) = (vec!["a_map", "b"], vec!["c", "a_mapp"]);
        take_pairs(&mut old, &mut new, score);
        assert_eq!((old, new), (vec!["b"], vec!["c"]));
    }
}
