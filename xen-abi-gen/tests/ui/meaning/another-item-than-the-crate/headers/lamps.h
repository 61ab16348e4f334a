typedef unsigned short domid_t; /* ` distinct */
