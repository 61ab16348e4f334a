//! Runs a function on many inputs in several threads.
//!
//! The result does not depend on their number.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, ScopedJoinHandle};

/// The variable that says how many threads work, where it is not to be one for each processor.
const THREADS: &str = "XEN_ABI_THREADS";

fn threads() -> usize {
    let asked = std::env::var(THREADS)
        .ok()
        .and_then(|asked| asked.parse::<NonZero<usize>>().ok());
    asked
        .or_else(|| thread::available_parallelism().ok())
        .map_or(1, NonZero::get)
}

/// The results in the order of the inputs. A panic in one of them is a panic of the caller.
pub fn map<T: Send, R: Send>(inputs: Vec<T>, act: impl Fn(T) -> R + Sync) -> Vec<R> {
    let workers = threads().min(inputs.len());
    if workers < 2 {
        return inputs.into_iter().map(act).collect();
    }
    // Whoever is free takes the next one: inputs differ in what they cost.
    let queue = Mutex::new(inputs.into_iter().enumerate());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        std::iter::from_fn(next)
            .map(|(number, input)| (number, act(input)))
            .collect::<Vec<_>>()
    };
    let mut results = thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
        let mut results = work();
        for joined in others.into_iter().map(ScopedJoinHandle::join) {
            results.extend(joined.unwrap_or_else(|panic| resume_unwind(panic)));
        }
        results
    });
    results.sort_unstable_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn results_keep_the_order_of_their_inputs() {
        let inputs: Vec<u64> = (0..1000).collect();
        assert_eq!(
            map(inputs.clone(), |input| input * 2),
            inputs.iter().map(|input| input * 2).collect::<Vec<_>>()
        );
        assert!(map(Vec::new(), |input: u64| input).is_empty());
    }

    #[test]
    #[should_panic(expected = "the seventh")]
    fn a_panic_reaches_the_caller() {
        map(vec![1, 2, 3, 4, 5, 6, 7, 8], |number| {
            assert_ne!(number, 7, "the seventh");
        });
    }
}
