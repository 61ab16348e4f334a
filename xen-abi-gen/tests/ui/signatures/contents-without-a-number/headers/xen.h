/*
 * `incontents first odd Oddities
 */
#define XEN_A 1
