    data int sparse_X, data matrix X, data vector X_w, data array[] int X_v, data array[] int X_u, data int has_offset,
    data vector offset_, data array[] int p, data array[] int l, data array[,] int level, data matrix Z,
    data array[] int z_column
