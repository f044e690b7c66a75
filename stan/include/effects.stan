// Products with Lambda, the block matrix whose block for a term is theta_L (x) I(levels), for the
// terms first..last. Rows run term by term, coefficient by coefficient, levels fastest; `s` is the
// place in theta_L before the first of these terms.

// Lambda' X
matrix lambda_transpose_times(matrix X, matrix theta_L, int s, array[] int p, array[] int l, int first, int last) {
  matrix[rows(X), cols(X)] out;
  int start = 0;
  int here = s;
  for (t in first : last) {
    for (a in 1 : p[t]) {
      matrix[l[t], cols(X)] part = theta_L[here + a, here + a] * block(X, start + (a - 1) * l[t] + 1, 1, l[t], cols(X));
      for (c in (a + 1) : p[t])
        part += theta_L[here + c, here + a] * block(X, start + (c - 1) * l[t] + 1, 1, l[t], cols(X));
      out[(start + (a - 1) * l[t] + 1) : (start + a * l[t])] = part;
    }
    start += p[t] * l[t];
    here += p[t];
  }
  return out;
}

// Lambda z
vector lambda_times(vector z, matrix theta_L, int s, array[] int p, array[] int l, int first, int last) {
  vector[num_elements(z)] out;
  int start = 0;
  int here = s;
  for (t in first : last) {
    for (a in 1 : p[t]) {
      vector[l[t]] part = theta_L[here + a, here + 1] * segment(z, start + 1, l[t]);
      for (c in 2 : a)
        part += theta_L[here + a, here + c] * segment(z, start + (c - 1) * l[t] + 1, l[t]);
      out[(start + (a - 1) * l[t] + 1) : (start + a * l[t])] = part;
    }
    start += p[t] * l[t];
    here += p[t];
  }
  return out;
}
