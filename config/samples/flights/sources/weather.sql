-- Weather by airport and hour; hour, day and month are local time.
create table observations (
  origin text, year int, month int, day int, hour int,
  temp double precision, dewp double precision, humid double precision,
  wind_dir double precision, wind_speed double precision, wind_gust double precision,
  precip double precision, pressure double precision, visib double precision,
  time_hour timestamp
);
copy observations from '/weather/weather.csv' (format csv, header);
