struct pair {
    int a;
};
ODD_DECLARE(pair);
ODD_DECLARE(pair);
