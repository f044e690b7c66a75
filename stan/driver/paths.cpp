#include "paths.hpp"

namespace driver {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  size_t start = 0;
  for (size_t end; (end = text.find(separator, start)) != std::string::npos; start = end + 1)
    parts.push_back(text.substr(start, end - start));
  parts.push_back(text.substr(start));
  if (!parts.back().empty() && parts.back().back() == '\r')
    parts.back().pop_back();
  return parts;
}

std::string extension_of(const std::string& path) {
  const size_t dot = path.rfind('.');
  const size_t slash = path.rfind('/');
  const bool in_name = dot != std::string::npos && (slash == std::string::npos || dot > slash);
  return in_name ? path.substr(dot) : "";
}

std::string with_suffix(const std::string& path, const std::string& suffix, const std::string& extension) {
  return path.substr(0, path.size() - extension_of(path).size()) + suffix + extension;
}

std::string with_suffix(const std::string& path, const std::string& suffix) {
  return with_suffix(path, suffix, extension_of(path));
}

}  // namespace driver
