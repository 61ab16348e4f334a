struct pair {
    unsigned int a; /* IN: the first; => bitmap b */
};
