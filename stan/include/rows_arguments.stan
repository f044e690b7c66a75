      sparse_X, X, X_w, X_v, X_u, has_offset, offset_, p, l, level, Z, z_column
