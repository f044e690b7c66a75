// A density that is flat everywhere, over as many parameters as the data say: none, or an improper one.
data {
  int<lower=0> K;
}
parameters {
  vector[K] x;
}
generated quantities {
  real z = normal_rng(0, 1);
}
