struct odd_pair { int a; };
struct OddPair { int a; };
