/* The function conditional_normal of stan/external, weighted so that each element counts. */
functions {
  vector conditional_normal(vector z, matrix theta_L, array[] int plan, vector A, vector g);
}
data {
  int n_plan;
  array[n_plan] int plan;
  int n_A;
  vector[n_A] A;
  int n_g;
  vector[n_g] g;
  int m;
  vector[n_g + 1] weights;
}
parameters {
  vector[n_g] z;
  matrix[m, m] theta_L;
}
transformed parameters {
  vector[n_g + 1] x = conditional_normal(z, theta_L, plan, A, g);
}
model {
  target += dot_product(weights, x);
}
