# What the scripts in R share: the data of a job, and the result in the form that handover.py reads.

read_job <- function() jsonlite::fromJSON(commandArgs(trailingOnly = TRUE)[1], simplifyVector = TRUE)

read_frame <- function(job) {
  frame <- read.csv(job$data, stringsAsFactors = FALSE, colClasses = factor_columns(job))
  for (column in names(job$levels)) {
    frame[[column]] <- factor(frame[[column]], levels = job$levels[[column]])
  }
  frame
}

factor_columns <- function(job) {
  if (length(job$levels) == 0) NA else setNames(rep("character", length(job$levels)), names(job$levels))
}

seconds_since <- function(started) proc.time()[["elapsed"]] - started

now <- function() proc.time()[["elapsed"]]

# draws: array (iterations, chains, parameters), so that R's order of its elements is handover.py's.
write_result <- function(job, imported, loaded, wall, draws, divergent, packages) {
  connection <- file(file.path(job$out, "draws0.bin"), "wb")
  writeBin(as.double(draws), connection, endian = "little")
  close(connection)
  call <- list(wall = wall, names = I(dimnames(draws)[[3]]), chains = dim(draws)[2], divergent = divergent)
  versions <- c(list(R = as.character(getRversion())),
                lapply(setNames(packages, packages), function(p) as.character(packageVersion(p))))
  result <- list(imported = imported, loaded = loaded, calls = list(call), versions = versions)
  jsonlite::write_json(result, file.path(job$out, "result.json"), auto_unbox = TRUE, digits = NA)
}
