// Sampled group effects.

int n_effects(array[] int p, array[] int l) {
  int n = 0;
  for (t in 1 : size(p)) n += p[t] * l[t];
  return n;
}

// Effects b of all terms from their coordinates z_b, and mean and sd of the latter, in this order.
// Given the coefficients before it, a coefficient is N(m, s): b = (1 - w) m + s^(1 - w) z with
// z ~ N(w m s^(w - 1), s^w), where w in [0, 1] is the share of centring (Papaspiliopoulos, Roberts
// and Skold 2007); w = 0 is b = theta_L z.
array[] vector partly_centred_effects(vector z_b, matrix theta_L, array[] int p, array[] int l, vector centring) {
  array[3] vector[num_elements(z_b)] out;
  int start = 0;
  int here = 0;
  for (t in 1 : size(p)) {
    array[p[t]] vector[l[t]] innovation;
    for (a in 1 : p[t]) {
      real s = theta_L[here + a, here + a];
      vector[l[t]] w = segment(centring, start + 1, l[t]);
      vector[l[t]] z = segment(z_b, start + 1, l[t]);
      vector[l[t]] m = rep_vector(0, l[t]);
      for (c in 1 : (a - 1)) m += theta_L[here + a, here + c] * innovation[c];
      vector[l[t]] effect = (1 - w) .* m + exp((1 - w) * log(s)) .* z;
      innovation[a] = (effect - m) / s;
      out[1, (start + 1) : (start + l[t])] = effect;
      out[2, (start + 1) : (start + l[t])] = w .* m .* exp((w - 1) * log(s));
      out[3, (start + 1) : (start + l[t])] = exp(w * log(s));
      start += l[t];
    }
    here += p[t];
  }
  return out;
}

// Effects from their coordinates.
vector group_effects(vector z_b, matrix theta_L, array[] int p, array[] int l, int partly_centred, vector centring) {
  if (partly_centred) return partly_centred_effects(z_b, theta_L, p, l, centring)[1];
  return lambda_times(z_b, theta_L, 0, p, l, 1, size(p));
}

// The same, with the density of z_b added to the target.
vector group_effects_lp(vector z_b, matrix theta_L, array[] int p, array[] int l, int partly_centred,
                        vector centring) {
  if (partly_centred) {
    array[3] vector[num_elements(z_b)] effects = partly_centred_effects(z_b, theta_L, p, l, centring);
    z_b ~ normal(effects[2], effects[3]);
    return effects[1];
  }
  z_b ~ std_normal();
  return lambda_times(z_b, theta_L, 0, p, l, 1, size(p));
}

// intercept + offset + Z b for the terms that have levels. The intercept is added to the effects of a term where that saves a sum over rows.
vector linear_predictor(real intercept, int has_offset, vector offset_, vector b, array[] int p, array[] int l,
                        array[,] int level, matrix Z, array[] int z_column) {
  int N = num_elements(offset_);
  if (size(level) == 0) return has_offset ? intercept + offset_ : rep_vector(intercept, N);
  vector[N] out;
  int start = 0;
  int k = 0;
  for (t in 1 : size(level)) {
    for (a in 1 : p[t]) {
      k += 1;
      vector[l[t]] u = segment(b, start + 1, l[t]);
      if (k == 1 && !z_column[1]) u += intercept;
      if (k == 1) out = z_column[k] ? intercept + Z[ : , z_column[k]] .* u[level[t]] : u[level[t]];
      else if (z_column[k]) out += Z[ : , z_column[k]] .* u[level[t]];
      else out += u[level[t]];
      start += l[t];
    }
  }
  return has_offset ? out + offset_ : out;
}
