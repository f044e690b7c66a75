  // Group-level terms: p coefficients for each of l levels. Effects are stored term by term,
  // coefficient by coefficient, levels fastest.
  int<lower=0> n_terms;
  array[n_terms] int<lower=1> p;
  array[n_terms] int<lower=1> l;
  vector<lower=0>[n_terms] decov_scale;
  vector<lower=0>[n_terms] decov_shape;
  vector<lower=0>[n_terms] decov_regularization;
  vector<lower=0>[sum(p)] decov_concentration;
  int<lower=0, upper=1> lagged_rows;
