# A model in lme4: Rscript lme4.R job.json. No draws: the estimates, as one draw of one chain.
folder <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(folder, "handover.R"))
job <- read_job()

started <- now()
suppressPackageStartupMessages(library(lme4))
imported <- seconds_since(started)

started <- now()
data <- read_frame(job)
loaded <- seconds_since(started)

started <- now()
formula <- as.formula(job$formula)
fit <- if (job$family == "gaussian") lmer(formula, data) else glmer(formula, data, family = job$family)
wall <- seconds_since(started)

lower <- function(group) {
  Sigma <- as.matrix(VarCorr(fit)[[group]])
  at <- which(lower.tri(Sigma, diag = TRUE), arr.ind = TRUE)
  entries <- Sigma[at]
  names(entries) <- sprintf("Sigma[%s:%s,%s]", group, rownames(Sigma)[at[, 1]], colnames(Sigma)[at[, 2]])
  entries
}
estimates <- c(fixef(fit), if (job$family == "gaussian") c(sigma = sigma(fit)),
               unlist(lapply(names(VarCorr(fit)), lower)))
draws <- array(estimates, c(1, 1, length(estimates)), list(NULL, NULL, names(estimates)))
write_result(job, imported, loaded, wall, draws, 0, "lme4")
