// Curves as postfix code, run over all rows at once.

vector curve_unary(int op, vector x) {
  if (op == 21) return -x;
  if (op == 22) return square(x);
  if (op == 23) return exp(x);
  if (op == 24) return log(x);
  if (op == 25) return sqrt(x);
  if (op == 26) return log1p(x);
  if (op == 27) return expm1(x);
  if (op == 28) return inv_logit(x);
  if (op == 29) return logit(x);
  if (op == 30) return Phi(x);
  if (op == 31) return sin(x);
  if (op == 32) return cos(x);
  if (op == 33) return tan(x);
  if (op == 34) return asin(x);
  if (op == 35) return acos(x);
  if (op == 36) return atan(x);
  if (op == 37) return sinh(x);
  if (op == 38) return cosh(x);
  if (op == 39) return tanh(x);
  if (op == 40) return abs(x);
  if (op == 41) return log2(x);
  return log10(x);
}

vector curve_binary(int op, vector a, vector b) {
  if (op == 11) return a + b;
  if (op == 12) return a - b;
  if (op == 13) return a .* b;
  if (op == 14) return a ./ b;
  return a .^ b;
}

vector curve_values(array[] int op, array[] int arg, vector constants, array[] vector columns, array[] vector phi,
                    int depth, int N) {
  array[depth] vector[N] stack;
  int top = 0;
  for (i in 1 : size(op)) {
    if (op[i] <= 3) {
      top += 1;
      if (op[i] == 1) stack[top] = rep_vector(constants[arg[i]], N);
      else if (op[i] == 2) stack[top] = columns[arg[i]];
      else stack[top] = phi[arg[i]];
    } else if (op[i] <= 15) {
      top -= 1;
      stack[top] = curve_binary(op[i], stack[top], stack[top + 1]);
    } else stack[top] = curve_unary(op[i], stack[top]);
  }
  return stack[1];
}

// The parameters of the curve in every row: their own predictors, and group effects.
array[] vector curve_parameters(vector beta, matrix X, array[] int first_x, array[] int n_x, array[] int is_constant,
                                vector b, array[] int p, array[] int l, array[,] int level, array[] int effect_on) {
  int N = rows(X);
  array[size(n_x)] vector[N] phi;
  for (k in 1 : size(n_x)) {
    if (is_constant[k]) phi[k] = rep_vector(beta[first_x[k]], N);
    else phi[k] = block(X, 1, first_x[k], N, n_x[k]) * segment(beta, first_x[k], n_x[k]);
  }
  int start = 0;
  int j = 0;
  for (t in 1 : size(p)) {
    for (a in 1 : p[t]) {
      j += 1;
      phi[effect_on[j]] += segment(b, start + 1, l[t])[level[t]];
      start += l[t];
    }
  }
  return phi;
}
