/* One ‮two. */
#define XEN_A 1
/*
 * Three​ four﻿.
 * Five[2J.
 */
#define XEN_B 2
