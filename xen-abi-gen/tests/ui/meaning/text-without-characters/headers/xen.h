struct label {
    unsigned int name[4]; /* OUT: the name; => text */
};
