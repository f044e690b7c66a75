# Milliseconds of a gradient of rstanarm's program: Rscript gradient.R data.csv formula family out.json
suppressPackageStartupMessages(library(rstanarm))
given <- commandArgs(trailingOnly = TRUE)
data <- read.csv(given[1], colClasses = c(g = "character", h = "character"))
data$g <- factor(data$g)
data$h <- factor(data$h)
family <- eval(parse(text = given[3]))
fit <- suppressWarnings(stan_glmer(as.formula(given[2]), data = data, family = family, chains = 1, iter = 2, seed = 1,
                                   refresh = 0, init_r = 0.1))
stanfit <- fit$stanfit
at <- rep(0.1, rstan::get_num_upars(stanfit))
gradients <- function(n) system.time(for (i in seq_len(n)) rstan::grad_log_prob(stanfit, at))[["elapsed"]]
gradients(3)
n <- 500
jsonlite::write_json(1000 * gradients(n) / n, given[4], digits = NA)
