// Names of files.
#pragma once

#include <string>
#include <vector>

namespace driver {

// "a.csv,b.csv" -> {"a.csv", "b.csv"}; an empty text is one empty part.
std::vector<std::string> split(const std::string& text, char separator);

// "dir/a.csv" -> ".csv"; empty when the last part has no dot.
std::string extension_of(const std::string& path);

// ("dir/a.csv", "_2") -> "dir/a_2.csv"
std::string with_suffix(const std::string& path, const std::string& suffix);

// ("dir/a.csv", "_metric", ".json") -> "dir/a_metric.json"
std::string with_suffix(const std::string& path, const std::string& suffix, const std::string& extension);

}  // namespace driver
