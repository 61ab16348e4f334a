//! The operations of event channels and Argo, from Xen's documentation, to compare with dumps.

use serde_json::Value;

/// An operation: its number, and the form and type of each argument.
pub(crate) type Operation = (String, i64, Vec<(String, String)>);

/// The operations of event channels by number; each argument has the operation's name.
const EVENT_CHANNEL: [&str; 14] = [
    "bind_interdomain",
    "bind_virq",
    "bind_pirq",
    "close",
    "send",
    "status",
    "alloc_unbound",
    "bind_ipi",
    "bind_vcpu",
    "unmask",
    "reset",
    "init_control",
    "expand_array",
    "set_priority",
];

/// The form and type of an argument.
type Argument = (&'static str, &'static str);

/// Argo's operations with their numbers and arguments.
const ARGO: [(&str, i64, [Argument; 4]); 4] = [
    (
        "XEN_ARGO_OP_register_ring",
        1,
        [
            ("pointer", "xen_argo_register_ring"),
            ("array", "xen_argo_gfn_t"),
            ("value", "unsigned long"),
            ("value", "uint32_t"),
        ],
    ),
    (
        "XEN_ARGO_OP_unregister_ring",
        2,
        [
            ("pointer", "xen_argo_unregister_ring"),
            ("null", "NULL"),
            ("zero", "0"),
            ("zero", "0"),
        ],
    ),
    (
        "XEN_ARGO_OP_sendv",
        3,
        [
            ("pointer", "xen_argo_send_addr"),
            ("array", "xen_argo_iov"),
            ("value", "unsigned long"),
            ("value", "uint32_t"),
        ],
    ),
    (
        "XEN_ARGO_OP_notify",
        4,
        [
            ("pointer", "xen_argo_ring_data"),
            ("null", "NULL"),
            ("zero", "0"),
            ("zero", "0"),
        ],
    ),
];

/// The event channel operations of a tree, by number.
pub(crate) fn event_channel(of_these: impl Fn(&str) -> bool) -> Vec<Operation> {
    let argument = |name: &str| vec![("pointer".to_owned(), format!("evtchn_{name}"))];
    let all = EVENT_CHANNEL.iter().zip(0..);
    all.filter(|(name, _)| of_these(name))
        .map(|(name, value)| (format!("EVTCHNOP_{name}"), value, argument(name)))
        .collect()
}

/// The operations of Argo.
pub(crate) fn argo() -> Vec<Operation> {
    let owned = |(form, ty): Argument| (form.to_owned(), ty.to_owned());
    ARGO.map(|(name, value, arguments)| (name.to_owned(), value, arguments.map(owned).into()))
        .into()
}

/// A string of a dump.
fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}

/// The operations of a hypercall in a dump.
pub(crate) fn dumped(dump: &Value, hypercall: &str) -> Vec<Operation> {
    let ops = dump["hypercalls"][hypercall]["ops"]
        .as_array()
        .unwrap_or_else(|| panic!("the dump has no {hypercall}"));
    let argument = |argument: &Value| (text(&argument["form"]), text(&argument["type"]));
    ops.iter()
        .map(|op| {
            let arguments = op["args"]
                .as_array()
                .expect("a list")
                .iter()
                .map(argument)
                .collect();
            (
                text(&op["name"]),
                op["value"].as_i64().expect("a number"),
                arguments,
            )
        })
        .collect()
}

/// The directions of the arguments of a hypercall's operations in a dump.
pub(crate) fn directions(dump: &Value, hypercall: &str) -> Vec<(String, Vec<String>)> {
    let ops = dump["hypercalls"][hypercall]["ops"]
        .as_array()
        .unwrap_or_else(|| panic!("the dump has no {hypercall}"));
    let direction = |argument: &Value| text(&argument["direction"]);
    ops.iter()
        .map(|op| {
            (
                text(&op["name"]),
                op["args"]
                    .as_array()
                    .expect("a list")
                    .iter()
                    .map(direction)
                    .collect(),
            )
        })
        .collect()
}
