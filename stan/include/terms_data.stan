  // Group-level terms: p coefficients for each of l levels. Effects are stored term by term,
  // coefficient by coefficient, levels fastest.
  int<lower=0> n_terms;
  array[n_terms] int<lower=1> p;
  array[n_terms] int<lower=1> l;
  // Standard deviations are in units of sd_unit. Their prior is decov's, or with free_sds (lkj) half-t. With
  // `relative` they are relative to the auxiliary parameter.
  int<lower=0, upper=1> free_sds;
  int<lower=0, upper=1> relative;
  vector<lower=0>[sum(p)] sd_unit;
  vector<lower=0>[n_terms] regularization;
  vector<lower=0>[free_sds ? 0 : n_terms] decov_shape;
  vector<lower=0>[free_sds ? 0 : sum(p)] decov_concentration;
  vector<lower=0>[free_sds ? sum(p) : 0] sd_df;
  int<lower=0, upper=1> lagged_rows;
