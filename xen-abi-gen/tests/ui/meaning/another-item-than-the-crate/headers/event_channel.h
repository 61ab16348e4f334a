typedef unsigned int evtchn_port_t; /* ` distinct */
struct evtchn_send {
    evtchn_port_t port;
    evtchn_port_t more;
};
struct evtchn_lamp {
    evtchn_port_t port;
};
#include "lamps.h"
struct evtchn_reset {
    domid_t dom;
};
