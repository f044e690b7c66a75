  vector<lower=0>[sum(p)] sd_raw;
  vector<lower=-1, upper=1>[total_correlations(p)] cpc;
