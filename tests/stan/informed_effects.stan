/* The function informed_effects of stan/external beside its text in Stan, weighted so that each element counts. */
functions {
// Effects b of all terms from their coordinates, their innovations in sds, and their information in units of prior
// precision, in this order. Given the coefficients before it an effect is N(m, s); beside rows whose likelihood is about
// N(estimate, 1 / sqrt(A)) for it, it is N((1 - w) m + w estimate, s sqrt(1 - w)) with w = A s^2 / (1 + A s^2). What is
// sampled is standard normal then, for every s: without information non-centred, with much of it centred. Smooths are the
// last n_smooth terms; what the rows say of one is less by the product of cross and those behind it, which come first.
array[] vector informed_effects_plain(vector z_b, matrix theta_L, array[] int p, array[] int l, vector information,
                                vector estimate, int n_smooth, matrix cross) {
  array[3] vector[num_elements(z_b)] out;
  int start = 0;
  int here = 0;
  for (t in 1 : (size(p) - n_smooth)) {
    array[p[t]] vector[l[t]] innovation;
    for (a in 1 : p[t]) {
      real s = theta_L[here + a, here + a];
      vector[l[t]] A = segment(information, start + 1, l[t]);
      vector[l[t]] As2 = square(s) * A;
      vector[l[t]] m = rep_vector(0, l[t]);
      for (c in 1 : (a - 1)) m += theta_L[here + a, here + c] * innovation[c];
      innovation[a] = s * A .* (segment(estimate, start + 1, l[t]) - m) ./ (1 + As2)
                      + segment(z_b, start + 1, l[t]) ./ sqrt(1 + As2);
      out[1, (start + 1) : (start + l[t])] = m + s * innovation[a];
      out[2, (start + 1) : (start + l[t])] = innovation[a];
      out[3, (start + 1) : (start + l[t])] = As2;
      start += l[t];
    }
    here += p[t];
  }
  int behind = 0;
  for (i in 1 : n_smooth) {
    int n = l[size(p) + 1 - i];
    int first = num_elements(z_b) - behind - n + 1;
    int row = rows(cross) - behind - n + 1;
    real s = theta_L[rows(theta_L) + 1 - i, rows(theta_L) + 1 - i];
    vector[n] A = segment(information, first, n);
    vector[n] says = segment(estimate, first, n);
    if (behind) says -= block(cross, row, row + n, n, behind) * tail(out[1], behind);
    out[3, first : (first + n - 1)] = square(s) * A;
    out[2, first : (first + n - 1)] = s * A .* says ./ (1 + square(s) * A)
                                      + segment(z_b, first, n) ./ sqrt(1 + square(s) * A);
    out[1, first : (first + n - 1)] = s * segment(out[2], first, n);
    behind += n;
  }
  return out;
}

vector informed_effects(vector z_b, matrix theta_L, data array[] int p, data array[] int l, data vector information,
                        vector estimate, data int n_smooth, data matrix cross);
}
data {
  int<lower=0, upper=1> plain;
  int n_terms;
  array[n_terms] int p;
  array[n_terms] int l;
  int n_smooth;
  int q;
  vector[q] information;
  int w;
  matrix[w, w] cross;
  vector[q + 1] weights;
}
parameters {
  vector[q] z_b;
  matrix[sum(p), sum(p)] theta_L;
  vector[q] estimate;
}
model {
  if (plain) {
    array[3] vector[q] b = informed_effects_plain(z_b, theta_L, p, l, information, estimate, n_smooth, cross);
    target += dot_product(head(weights, q), b[1]);
    target += weights[q + 1] * (-0.5 * dot_self(b[2]) - 0.5 * sum(log1p(b[3])));
  } else {
    target += dot_product(weights, informed_effects(z_b, theta_L, p, l, information, estimate, n_smooth, cross));
  }
}
