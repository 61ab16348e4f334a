//! Random requests: lines of words, which every runner understands.
//!
//! `$` stands for the runner's own root. Between `begin` and `commit` or `abort`, requests belong
//! to the transaction, unless the first word is `other`.

/// An endless sequence of requests, the same for a seed.
pub(super) struct Requests {
    state: u64,
    /// The requests that are left of a transaction, and whether there is one.
    left: Option<u64>,
}

/// Paths that a store refuses, or that have a meaning of their own.
const SPECIAL: [&str; 4] = ["$//a", "$/a/", "$/a.b", "relative/a"];

impl Requests {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            state: seed,
            left: None,
        }
    }

    /// A number below a limit.
    fn below(&mut self, limit: u64) -> u64 {
        // splitmix64
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.state;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (number ^ (number >> 31)) % limit
    }

    fn path(&mut self) -> String {
        if self.below(40) == 0 {
            let index = self.below(SPECIAL.len() as u64) as usize;
            return SPECIAL[index].to_owned();
        }
        let mut path = "$".to_owned();
        for _ in 0..=self.below(3) {
            path.push('/');
            path.push(char::from(b'a' + self.below(3) as u8));
        }
        path
    }

    fn value(&mut self) -> String {
        let size = [0, 1, 7, 60][self.below(4) as usize];
        (0..size)
            .map(|_| format!("{:02x}", self.below(256)))
            .collect()
    }

    fn permissions(&mut self) -> String {
        let count = self.below(3) + 1;
        let words = (0..count).map(|index| {
            let letter = ['n', 'r', 'w', 'b'][self.below(4) as usize];
            // Domain 0 owns everything: there is no other one.
            format!("{letter}{}", if index == 0 { 0 } else { self.below(3) })
        });
        words.collect::<Vec<_>>().join(" ")
    }

    /// A request that may belong to a transaction.
    fn plain(&mut self) -> String {
        let path = self.path();
        match self.below(20) {
            0..5 => format!("write {path} {}", self.value()),
            5..9 => format!("read {path}"),
            9..12 => format!("make {path}"),
            12..15 => format!("remove {path}"),
            15..17 => format!("list {path}"),
            17 => format!("permissions {path}"),
            _ => format!("set {path} {}", self.permissions()),
        }
    }
}

impl Iterator for Requests {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let request = match self.left {
            Some(0) => {
                self.left = None;
                match self.below(4) {
                    0 => "abort".to_owned(),
                    _ => "commit".to_owned(),
                }
            }
            Some(left) => {
                self.left = Some(left - 1);
                match self.below(8) {
                    0 => format!("other {}", self.plain()),
                    _ => self.plain(),
                }
            }
            None => match self.below(16) {
                0 => {
                    self.left = Some(self.below(8));
                    "begin".to_owned()
                }
                1 => format!("watch {} t{}", self.path(), self.below(3)),
                2 => format!("unwatch {} t{}", self.path(), self.below(3)),
                _ => self.plain(),
            },
        };
        Some(request.trim_end().to_owned())
    }
}

/// Ends the transaction that is open at the end of a list.
pub(super) fn close(requests: &mut Vec<String>) {
    let is_end = |request: &&String| matches!(request.as_str(), "begin" | "commit" | "abort");
    if requests
        .iter()
        .rev()
        .find(is_end)
        .is_some_and(|last| last == "begin")
    {
        requests.push("abort".to_owned());
    }
}
