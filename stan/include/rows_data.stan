  // Rows: centred predictors, offset, weights; a level of each term for each row, never a dense Z. Without any
  // predictor programs use plain densities: the *_glm ones are 0 then.
  // A coefficient of a term multiplies column z_column of Z, or 1 where z_column is 0.
  int<lower=0> N;
  matrix[N, K] X;
  vector[N] offset_;
  int<lower=0, upper=1> weighted;
  vector<lower=0>[weighted ? N : 0] weights;
  array[n_terms, N] int<lower=1> level;
  int<lower=0> n_z;
  matrix[N, n_z] Z;
  array[sum(p)] int<lower=0, upper=n_z> z_column;
  // Share of centring of each effect: 0 samples it non-centred, 1 centred.
  int<lower=0, upper=1> partly_centred;
  vector<lower=0, upper=1>[partly_centred ? n_effects(p, l) : 0] centring;
