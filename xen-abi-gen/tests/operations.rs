//! Dumps of our and of upstream's headers have the documented event channel and Argo operations.

use crate::common::generator::Input;
use crate::common::operations::{argo, directions, dumped, event_channel};
use crate::common::trees::{self, FIRST_TWO};
use xen_abi_gen::model::target::Target;

#[test]
fn dumps_of_ours_and_of_upstream_have_the_documented_operations() {
    if crate::common::libclang().is_none() {
        return;
    }
    let mut trees = vec![trees::own()];
    trees.extend(trees::upstream("4.20"));
    for tree in trees {
        for target in Target::ALL {
            let dump = Input::new(&tree, &FIRST_TWO).dump(target);
            assert_eq!(
                dumped(&dump, "event_channel_op"),
                event_channel(|_| true),
                "{}",
                tree.display()
            );
            assert_eq!(dumped(&dump, "argo_op"), argo(), "{}", tree.display());
            for (hypercall, number) in [("event_channel_op", 32), ("argo_op", 39)] {
                assert_eq!(
                    dump["hypercalls"][hypercall]["number"],
                    number,
                    "{}",
                    tree.display()
                );
                assert_eq!(
                    dump["hypercalls"][hypercall]["returns"],
                    "enum neg_errnoval",
                    "{}",
                    tree.display()
                );
            }
        }
    }
}

#[test]
fn directions_are_the_same_in_ours_and_in_upstream() {
    let Some(upstream) = trees::upstream("4.20") else {
        return;
    };
    if crate::common::libclang().is_none() {
        return;
    }
    let dump = |tree| Input::new(tree, &FIRST_TWO).dump(Target::X86_64);
    let (ours, theirs) = (dump(&trees::own()), dump(&upstream));
    for hypercall in ["event_channel_op", "argo_op"] {
        assert_eq!(directions(&ours, hypercall), directions(&theirs, hypercall));
    }
}
