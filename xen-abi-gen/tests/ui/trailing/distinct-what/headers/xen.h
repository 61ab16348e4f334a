typedef unsigned int port_t; /* ` distinct port */
