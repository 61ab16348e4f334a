enum big { BIG = (int)((unsigned _BitInt(8388607))1 << 8388606 >> 8388606) };
