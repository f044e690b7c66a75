# stan_lm of rstanarm on part of kidiq; the intercept is compared where the predictors are centred beforehand, for
# rstanarm's prior of the intercept is of the uncentred one.
suppressMessages({library(rstanarm); library(posterior); library(jsonlite)})
data(kidiq, package = "rstanarm")
few <- kidiq[1:18, ]
few$noise <- cos(1:18); few$slow <- sin((1:18) / 3)
for (v in c("mom_iq", "mom_age", "noise", "slow")) few[[v]] <- few[[v]] - mean(few[[v]])
run <- function(name, formula, data, ...) {
  fit <- stan_lm(formula, data = data, iter = 12000, chains = 4, seed = 1, adapt_delta = 0.99, refresh = 0, ...)
  draws <- as.array(fit)
  rows <- lapply(dimnames(draws)$parameters, function(p) {
    x <- draws[, , p]
    list(name = p, mean = mean(x), sd = sd(x), q5 = quantile(x, 0.05, names = FALSE), median = median(x),
         q95 = quantile(x, 0.95, names = FALSE), mcse = mcse_mean(x), mcse_median = mcse_median(x),
         ess_bulk = ess_bulk(x), ess_tail = ess_tail(x), rhat = rhat(x))
  })
  used <- data[, all.vars(formula)]
  out <- list(how = paste("rstanarm", packageVersion("rstanarm")),
              formula = deparse(formula), prior = list(...)$prior[c("location", "what")],
              prior_intercept = list(...)$prior_intercept[c("mean", "scale", "location")], data = used,
              divergences = sum(sapply(rstan::get_sampler_params(fit$stanfit, inc_warmup = FALSE), function(s) sum(s[, "divergent__"]))),
              parameters = rows)
  write_json(out, paste0(name, ".json"), auto_unbox = TRUE, digits = 10, dataframe = "columns", null = "null")
  cat(name, max(sapply(rows, function(r) r$rhat)), min(sapply(rows, function(r) r$ess_bulk)), out$divergences, "\n")
}
all4 <- kid_score ~ mom_iq + mom_age + noise + slow
run("mode", all4, few, prior = R2(0.3))
run("mean_tight", all4, few, prior = R2(0.05, "mean"))
run("uniform", all4, few, prior = NULL)
run("log_two", kid_score ~ mom_iq + slow, few, prior = R2(-2, "log"))
run("kidiq", kid_score ~ mom_hs + mom_iq + mom_age, kidiq, prior = R2(0.3))
run("intercept_normal", all4, few, prior = R2(0.3), prior_intercept = normal(60, 5))
run("intercept_limit", all4, few, prior = R2(0.3), prior_intercept = normal(60))
